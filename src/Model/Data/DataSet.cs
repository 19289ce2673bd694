namespace S3Rec.Model.Data;

/// <summary>Reads a data set in the formats of the S3-Rec release into rows, and NAME_times.txt, which the release does not
/// have.</summary>
public static class DataSet
{
    /// <summary>
    /// Reads `NAME.txt` and, when it is there, `NAME_item2attributes.json`; without that file no item has attributes.
    /// </summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="name">The data set, such as "Beauty".</param>
    /// <returns>Rows for the items of the interactions and their attributes: by value when all ids are non-negative integers, otherwise
    /// in ordinal order.</returns>
    /// <exception cref="DataFormatException">A file is malformed, or more than half of the attribute file's items are not in the
    /// interactions. Names the file and the place in it.</exception>
    public static SequenceData Load(string folder, string name)
    {
        var interactionsPath = SequenceFiles.InteractionsPath(folder, name);
        List<UserLine> lines = [.. SequenceFiles.Read(interactionsPath)];
        var items = lines.SelectMany(static line => line.Items).ToHashSet(StringComparer.Ordinal);
        var attributes = LoadAttributes(
            AttributeFiles.AttributesPath(folder, name), interactionsPath, items.Contains);
        var vocabulary = new Vocabulary(
            Id.Sorted(items),
            Id.Sorted(attributes.Where(item => items.Contains(item.Item)).SelectMany(static item => item.Attributes).Distinct()));
        return new SequenceData(
            vocabulary,
            [.. lines.Select(static line => line.User)],
            [.. lines.Select(line => Rows(line, interactionsPath, vocabulary))],
            AttributeRows(attributes, vocabulary));
    }

    /// <summary>Reads `NAME_sample.txt`: the items each user's test item is ranked against.</summary>
    /// <returns>Item rows, by the index of the user in <paramref name="data"/>.</returns>
    /// <exception cref="DataFormatException">The file is malformed, or its users are not those of <paramref name="data"/>, or an
    /// item is not in the vocabulary. Names the file and the line.</exception>
    public static int[][] LoadNegatives(string folder, string name, SequenceData data)
    {
        var path = SequenceFiles.NegativesPath(folder, name);
        if (!Path.Exists(path))
            throw new DataFormatException($"{path}: there is no such file. 's3rec negatives' draws the negatives of a data set.");

        var indexOfUser = new Dictionary<string, int>(data.Users.Length, StringComparer.Ordinal);
        for (var user = 0; user < data.Users.Length; user++)
            indexOfUser.Add(data.Users[user], user);

        var negatives = new int[data.Users.Length][];
        foreach (var line in SequenceFiles.Read(path))
        {
            if (!indexOfUser.TryGetValue(line.User, out var user))
            {
                throw DataFormatException.At(path, line.Line,
                    $"user '{line.User}' has no interactions. Is this the file of another data set?");
            }

            negatives[user] = Rows(line, path, data.Vocabulary);
        }

        var missing = Array.IndexOf(negatives, null);
        return missing < 0
            ? negatives
            : throw new DataFormatException(
                $"{path}: user '{data.Users[missing]}' has no line. Every user of the interactions needs negatives.");
    }

    /// <summary>Reads `NAME_times.txt`: when each interaction was.</summary>
    /// <returns>Seconds since 1970-01-01 UTC, never falling, by the index of the user in <paramref name="data"/>, as many as the
    /// user has items.</returns>
    /// <exception cref="DataFormatException">The file is missing or malformed, or its users or their numbers of times are not
    /// those of <paramref name="data"/>. Names the file and the line.</exception>
    public static long[][] LoadTimes(string folder, string name, SequenceData data)
    {
        var users = data.Users.Zip(data.Sequences, static (user, items) => (User: user, Items: items));
        return
        [
            .. TimeFiles.Read(SequenceFiles.TimesPath(folder, name), users, static user => user.User, static user => user.Items.Length)
                .Select(static user => user.Times),
        ];
    }

    private static IReadOnlyList<ItemAttributes> LoadAttributes(string path, string interactionsPath, Predicate<string> isKnown)
    {
        if (!File.Exists(path))
            return [];

        var all = AttributeFiles.Read(path);
        AttributeFiles.VerifyBelongs(
            path, all.Count, all.Count(item => isKnown(item.Item)), interactionsPath,
            "reduce it to their items, or remove it to go without attributes");
        return all;
    }

    private static int[] Rows(UserLine line, string path, Vocabulary vocabulary)
    {
        var rows = new int[line.Items.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = vocabulary.RowOfItem(line.Items[i]);
            if (rows[i] == Vocabulary.Padding)
            {
                throw DataFormatException.At(
                    path, line.Line,
                    $"item '{line.Items[i]}' is not in the vocabulary, which has {vocabulary.ItemCount} items. " +
                    "Is this the file of another data set?");
            }
        }

        return rows;
    }

    private static int[][] AttributeRows(IReadOnlyList<ItemAttributes> items, Vocabulary vocabulary)
    {
        var rows = new int[vocabulary.ItemCount + 1][];
        Array.Fill(rows, []);
        foreach (var item in items.Where(item => vocabulary.RowOfItem(item.Item) != Vocabulary.Padding))
        {
            int[] known = [.. item.Attributes.Select(vocabulary.RowOfAttribute).Where(static row => row > 0)];
            Array.Sort(known);
            rows[vocabulary.RowOfItem(item.Item)] = known;
        }

        return rows;
    }
}
