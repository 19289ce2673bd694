using System.Globalization;

namespace S3Rec.Model.Data;

/// <summary>The file of times beside a file of interactions: `user time time …`, a line for each of its lines and a time for each of its
/// items, in whole seconds since 1970-01-01 UTC, never falling.</summary>
public static class TimeFiles
{
    private const string Remedy = "Is this the file of another data set?";

    private static readonly long s_first = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long s_last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The file that belongs to a file of interactions by its name: NAME_times.txt beside NAME.txt.</summary>
    public static string PathBeside(string interactionsPath) => SequenceFiles.TimesPath(
        Path.GetDirectoryName(interactionsPath) ?? "", Path.GetFileNameWithoutExtension(interactionsPath));

    /// <summary>Reads a file line by line while it is enumerated, each line with the interactions it belongs to.</summary>
    /// <param name="path">The file of times.</param>
    /// <param name="interactions">The users, in the order of the file of interactions.</param>
    /// <param name="userOf">The user of one.</param>
    /// <param name="countOf">The number of items of one.</param>
    /// <typeparam name="TLine">The interactions of a user.</typeparam>
    /// <exception cref="DataFormatException">While enumerating: the file is missing or malformed, or its users or their numbers of times are
    /// not those of the interactions. Names the file and the line.</exception>
    public static IEnumerable<(TLine Interactions, long[] Times)> Read<TLine>(
        string path, IEnumerable<TLine> interactions, Func<TLine, string> userOf, Func<TLine, int> countOf)
    {
        if (!Path.Exists(path))
            throw new DataFormatException($"{path}: there is no such file. 's3rec prepare' writes the times of a data set beside its interactions.");

        using var lines = SequenceFiles.Read(path).GetEnumerator();
        var users = 0L;
        foreach (var own in interactions)
        {
            if (!lines.MoveNext())
                throw new DataFormatException($"{path}: there are times of {users} users, and user '{userOf(own)}' comes after them. {Remedy}");

            users++;
            yield return (own, Times(lines.Current, userOf(own), countOf(own), path));
        }

        if (lines.MoveNext())
            throw DataFormatException.At(path, lines.Current.Line, $"the interactions are of {users} users and end before this line. {Remedy}");
    }

    private static long[] Times(UserLine line, string user, int count, string path)
    {
        if (line.User != user || line.Items.Length != count)
        {
            throw DataFormatException.At(path, line.Line,
                $"user '{line.User}' with {line.Items.Length} times does not belong to this line of the interactions, user '{user}' with "
                + $"{count} items. {Remedy}");
        }

        var times = new long[count];
        for (var i = 0; i < count; i++)
        {
            if (!long.TryParse(line.Items[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out times[i])
                || times[i] < s_first || times[i] > s_last)
            {
                throw DataFormatException.At(path, line.Line, $"'{line.Items[i]}' is not a time in whole seconds since 1970-01-01 UTC.");
            }

            if (i > 0 && times[i] < times[i - 1])
                throw DataFormatException.At(path, line.Line, $"time {times[i]} comes after {times[i - 1]}. Times never fall.");
        }

        return times;
    }
}
