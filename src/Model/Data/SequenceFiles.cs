using System.Text;

namespace S3Rec.Model.Data;

/// <summary>One line of a sequence file.</summary>
/// <param name="User">The user.</param>
/// <param name="Items">The user's items, oldest first, at least one. In a file of negatives: items the user never took.</param>
/// <param name="Line">The number of the line, from 1.</param>
public readonly record struct UserLine(string User, string[] Items, long Line);

/// <summary>
/// The text files of the S3-Rec release: `NAME.txt`, one user per line, `user item item …`, oldest first; and
/// `NAME_sample.txt`, `user negative negative …`. UTF-8, fields separated by one space.
/// </summary>
public static class SequenceFiles
{
    /// <summary>The file of interactions of a data set.</summary>
    public static string InteractionsPath(string folder, string name) => Path.Combine(folder, name + ".txt");

    /// <summary>The file of test negatives of a data set.</summary>
    public static string NegativesPath(string folder, string name) => Path.Combine(folder, name + "_sample.txt");

    /// <summary>The file of times of a data set: a line per user, `user time time …`, in the order of the lines and items of
    /// <see cref="InteractionsPath"/>, in whole seconds since 1970-01-01 UTC.</summary>
    public static string TimesPath(string folder, string name) => Path.Combine(folder, name + "_times.txt");

    /// <summary>Reads a file line by line while it is enumerated; only the users and the distinct items stay in memory.</summary>
    /// <exception cref="DataFormatException">While enumerating: the file is missing or empty, a line is empty or has a user
    /// without items, a field is empty, too long or not UTF-8, or a user has two lines. Names the file and the line.</exception>
    public static IEnumerable<UserLine> Read(string path)
    {
        using var lines = new Utf8Lines(path);
        var lineOfUser = new Dictionary<string, long>(StringComparer.Ordinal);
        var items = new HashSet<string>(StringComparer.Ordinal);
        while (Next(lines, path, items) is { } line)
        {
            if (!lineOfUser.TryAdd(line.User, line.Line))
            {
                throw DataFormatException.At(
                    path,
                    line.Line,
                    $"user '{line.User}' stands on line {lineOfUser[line.User]} already. Put all items of a user on one line.");
            }

            yield return line;
        }

        if (lineOfUser.Count == 0)
            throw new DataFormatException($"{path}: the file is empty. Each line is 'user item item …'.");
    }

    /// <summary>Writes a file that <see cref="Read"/> reads back.</summary>
    /// <exception cref="ArgumentException">An id cannot stand in this format: it is empty, too long, or has a space or a line
    /// end; or a user has no items.</exception>
    public static void Write(string path, IEnumerable<(string User, IReadOnlyList<string> Items)> users)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        foreach (var (user, items) in users)
        {
            if (items.Count == 0)
                throw new ArgumentException($"User '{user}' has no items; a line needs one at least.", nameof(users));

            writer.Write(Writable(user));
            foreach (var item in items)
            {
                writer.Write(' ');
                writer.Write(Writable(item));
            }

            writer.Write('\n');
        }
    }

    private static UserLine? Next(Utf8Lines lines, string path, HashSet<string> items)
    {
        if (!lines.TryRead(out var bytes))
            return null;

        bytes = bytes.TrimEnd(" "u8);
        if (bytes.IsEmpty)
            throw DataFormatException.At(path, lines.Line, "the line is empty. Each line is 'user item item …'.");

        var separators = bytes.Count((byte)' ');
        var fields = bytes.Split((byte)' ');
        fields.MoveNext();
        var user = Field(bytes[fields.Current], "the user", path, lines.Line);
        if (separators == 0)
        {
            throw DataFormatException.At(path, lines.Line,
                $"user '{user}' has no items. Each line is 'user item item …', with single spaces.");
        }

        var row = new string[separators];
        for (var i = 0; fields.MoveNext(); i++)
        {
            var item = Field(bytes[fields.Current], $"item {i + 1}", path, lines.Line);
            // One string per distinct item: histories repeat a small catalogue many times.
            if (!items.TryGetValue(item, out row[i]!))
                items.Add(row[i] = item);
        }

        return new UserLine(user, row, lines.Line);
    }

    private static string Field(ReadOnlySpan<byte> bytes, string field, string path, long line)
    {
        if (Id.Problem(bytes) is { } problem)
            throw DataFormatException.At(path, line, $"{field} {problem}.");
        return Encoding.UTF8.GetString(bytes);
    }

    private static string Writable(string id)
    {
        if (Id.Problem(id) is { } problem)
            throw new ArgumentException($"An id {problem}.");
        if (id.AsSpan().ContainsAny(' ', '\n', '\r'))
            throw new ArgumentException($"The id '{id}' has a space or a line end, which separate ids in this format.");
        return id;
    }
}
