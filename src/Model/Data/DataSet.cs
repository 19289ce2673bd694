namespace S3Rec.Model.Data;

/// <summary>Reads a data set in the formats of the S3-Rec release into rows.</summary>
public static class DataSet
{
    /// <summary>
    /// Reads `NAME.txt` and, when it is there, `NAME_item2attributes.json`; without that file no item has attributes.
    /// </summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="name">The data set, such as "Beauty".</param>
    /// <param name="vocabulary">The rows to use, of a checkpoint: an item it does not know is an error, an attribute it does not
    /// know is left out, for the model has no row for it. Without one, rows are given to the items of the interactions and their
    /// attributes: by value when all ids are non-negative integers, otherwise in ordinal order.</param>
    /// <exception cref="DataFormatException">A file is malformed, the attribute file is of other items, or an item is not in
    /// <paramref name="vocabulary"/>. Names the file and the place in it.</exception>
    public static SequenceData Load(string folder, string name, Vocabulary? vocabulary = null)
    {
        var interactionsPath = SequenceFiles.InteractionsPath(folder, name);
        List<UserLine> lines = [.. SequenceFiles.Read(interactionsPath)];
        var items = lines.SelectMany(static line => line.Items).ToHashSet(StringComparer.Ordinal);
        var attributes = LoadAttributes(AttributeFiles.AttributesPath(folder, name), interactionsPath, items);

        vocabulary ??= new Vocabulary(
            Id.Sorted(items),
            Id.Sorted(attributes.SelectMany(static item => item.Attributes).Distinct(StringComparer.Ordinal)));
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
        var indexOfUser = new Dictionary<string, int>(data.Users.Length, StringComparer.Ordinal);
        for (var user = 0; user < data.Users.Length; user++)
            indexOfUser.Add(data.Users[user], user);

        var negatives = new int[data.Users.Length][];
        foreach (var line in SequenceFiles.Read(path))
        {
            if (!indexOfUser.TryGetValue(line.User, out var user))
                throw DataFormatException.At(path, line.Line, $"user '{line.User}' has no interactions. Is this the file of another data set?");
            negatives[user] = Rows(line, path, data.Vocabulary);
        }

        var missing = Array.IndexOf(negatives, null);
        return missing < 0
            ? negatives
            : throw new DataFormatException($"{path}: user '{data.Users[missing]}' has no line. Every user of the interactions needs negatives.");
    }

    /// <summary>The attributes of those items that have interactions.</summary>
    private static List<ItemAttributes> LoadAttributes(string path, string interactionsPath, HashSet<string> items)
    {
        if (!File.Exists(path))
            return [];

        var all = AttributeFiles.Read(path);
        List<ItemAttributes> known = [.. all.Where(item => items.Contains(item.Item))];
        if (known.Count == 0)
        {
            throw new DataFormatException(
                $"{path}: the wrong attribute file. None of its {all.Count} items is among the {items.Count} items of " +
                $"{interactionsPath}. Take the file that belongs to these interactions, or remove it to go without attributes.");
        }

        return known;
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
                    "Is the checkpoint or the file of another data set?");
            }
        }

        return rows;
    }

    private static int[][] AttributeRows(List<ItemAttributes> items, Vocabulary vocabulary)
    {
        var rows = new int[vocabulary.ItemCount + 1][];
        Array.Fill(rows, []);
        foreach (var item in items)
        {
            int[] known = [.. item.Attributes.Select(vocabulary.RowOfAttribute).Where(static row => row > 0)];
            Array.Sort(known);
            rows[vocabulary.RowOfItem(item.Item)] = known;
        }

        return rows;
    }
}
