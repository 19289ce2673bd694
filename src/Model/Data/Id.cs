using System.Text;
using System.Text.Unicode;

namespace S3Rec.Model.Data;

/// <summary>What every user id, item id and attribute keeps to: 1 to <see cref="DataLimits.IdBytesMax"/> bytes of valid UTF-8.</summary>
internal static class Id
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with an id as bytes, as a clause without a subject ("is empty"); null when nothing is.</summary>
    public static string? Problem(ReadOnlySpan<byte> id) => id switch
    {
        { Length: 0 } => "is empty",
        { Length: > DataLimits.IdBytesMax } =>
            $"has {id.Length} bytes; at most {DataLimits.IdBytesMax} are allowed. It begins with '{Beginning(id)}'",
        _ => Utf8.IsValid(id) ? null : "is not valid UTF-8; save the file as UTF-8",
    };

    /// <summary>What is wrong with an id as text; null when nothing is.</summary>
    public static string? Problem(string id)
    {
        try
        {
            return s_strict.GetByteCount(id) switch
            {
                0 => "is empty",
                > DataLimits.IdBytesMax and var length =>
                    $"has {length} bytes; at most {DataLimits.IdBytesMax} are allowed. It begins with '{id[..16]}'",
                _ => null,
            };
        }
        catch (EncoderFallbackException)
        {
            return "holds half of a surrogate pair, which UTF-8 cannot hold";
        }
    }

    /// <summary>Ids in a stable order that does not depend on a culture: by value when all are non-negative integers, otherwise
    /// ordinal.</summary>
    public static string[] Sorted(IEnumerable<string> ids)
    {
        string[] sorted = [.. ids];
        Array.Sort(sorted, sorted.All(IsInteger) ? CompareIntegers : string.CompareOrdinal);
        return sorted;
    }

    private static bool IsInteger(string id) => id.Length > 0 && !id.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Compares digits of any length; "07" and "7" are equal in value, so text decides.</summary>
    private static int CompareIntegers(string left, string right)
    {
        var leftDigits = left.AsSpan().TrimStart('0');
        var rightDigits = right.AsSpan().TrimStart('0');
        var byValue = leftDigits.Length != rightDigits.Length
            ? leftDigits.Length.CompareTo(rightDigits.Length)
            : leftDigits.SequenceCompareTo(rightDigits);
        return byValue != 0 ? byValue : string.CompareOrdinal(left, right);
    }

    private static string Beginning(ReadOnlySpan<byte> id) => Encoding.UTF8.GetString(id[..16]);
}
