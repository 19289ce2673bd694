using System.Globalization;
using System.Text;

namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// Ids as sequence files hold them. A space separates fields there and a line end separates users, so white space and control
/// characters of ASCII are written as in an address ("%20"), and so is the percent sign: no two ids become one, and
/// <see cref="Uri.UnescapeDataString(string)"/> gives the id back. All other ids stay as they are.
/// </summary>
internal static class SequenceId
{
    /// <summary>The id for a sequence file, and in <paramref name="problem"/> what is wrong with it, as a clause; null when
    /// nothing is.</summary>
    public static string From(string id, out string? problem)
    {
        var written = id.Any(IsEscaped) ? Escaped(id) : id;
        problem = Id.Problem(written);
        return written;
    }

    private static bool IsEscaped(char c) => c is <= ' ' or '%' or '\u007F';

    private static string Escaped(string id)
    {
        var text = new StringBuilder(id.Length + 16);
        foreach (var c in id)
        {
            if (IsEscaped(c))
                text.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            else
                text.Append(c);
        }

        return text.ToString();
    }
}
