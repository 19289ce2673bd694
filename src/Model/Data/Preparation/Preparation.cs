using System.Globalization;

namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// Makes a data set from raw files: reads the interactions, orders them, keeps the k-core, and writes NAME.txt, NAME_times.txt
/// and, when the source has attributes, NAME_item2attributes.json. Memory holds the interactions and the ids, never a file. Users
/// come in the order of their first interaction in the input; each user's interactions by time, and at the same time in the order
/// of the input. Ids stay the ones of the input, with white space and control characters written as in an address ("%20").
/// </summary>
public static class Preparation
{
    /// <exception cref="DataFormatException">A file is missing, cut off or of another shape as a whole; nobody is left; the file
    /// of attributes describes none of the items that are left; or the data set is there already.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; nothing is written then.</exception>
    public static PreparationResult Run(
        IPreparationSource source,
        PreparationOptions options,
        IProgress<PreparationProgress> progress,
        CancellationToken cancellationToken)
    {
        options.Check();
        var files = new PreparedFiles(options.Folder, options.Name);
        files.CheckAbsent();
        var reading = new SourceReading(progress, cancellationToken);
        var table = InteractionTable.Read(source.ReadInteractions(reading));
        reading.Advance("filtering", 0);
        var kept = KCore.Filter(table.InOrder(options.Repeats), options.CountMin);
        if (kept.Count == 0)
            throw NobodyLeft(table, options, reading);
        reading.Advance("filtering", 1);

        var itemRows = kept.Select(static interaction => interaction.Item).Distinct().ToArray();
        var attributes = source.HasAttributes ? Attributes(source, itemRows.Select(table.Item), options, reading) : [];
        reading.Advance("writing", 0);
        files.Write(folder => Write(folder, options.Name, table, kept, source.HasAttributes ? attributes : null));
        // Everything is in its place: no cancellation now.
        progress.Report(new PreparationProgress("writing", 1));
        return new PreparationResult(
            table.Count,
            kept.Select(static interaction => interaction.User).Distinct().Count(),
            itemRows.Length,
            kept.Count,
            attributes.SelectMany(static item => item.Attributes).Distinct().Count(),
            source.HasAttributes ? attributes.Count(static item => item.Attributes.Length == 0) : itemRows.Length,
            reading.Unread);
    }

    private static IReadOnlyList<ItemAttributes> Attributes(
        IPreparationSource source, IEnumerable<string> items, PreparationOptions options, SourceReading reading)
    {
        var table = new AttributeTable(items);
        table.Add(source.ReadAttributes(reading));
        return table.DescribedCount > 0
            ? table.Common(options.AttributeItemsMin)
            : throw new DataFormatException(
                "The file of attributes describes none of the items of the interactions. Is it the file of another data set, or "
                + $"another column?{FirstUnread(reading)}");
    }

    private static void Write(
        string folder, string name, InteractionTable table, List<RowInteraction> kept, IReadOnlyList<ItemAttributes>? attributes)
    {
        SequenceFiles.Write(SequenceFiles.InteractionsPath(folder, name), Lines(interaction => table.Item(interaction.Item)));
        SequenceFiles.Write(SequenceFiles.TimesPath(folder, name), Lines(static interaction => Seconds(interaction.TimeMs)));
        if (attributes is not null)
            AttributeFiles.Write(AttributeFiles.AttributesPath(folder, name), attributes);

        IEnumerable<(string User, IReadOnlyList<string> Fields)> Lines(Func<RowInteraction, string> field)
        {
            for (int start = 0, end; start < kept.Count; start = end)
            {
                var user = kept[start].User;
                for (end = start + 1; end < kept.Count && kept[end].User == user;)
                    end++;
                yield return (table.User(user), [.. kept[start..end].Select(field)]);
            }
        }
    }

    private static string Seconds(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static DataFormatException NobodyLeft(InteractionTable table, PreparationOptions options, SourceReading reading) =>
        new(table.Count == 0
            ? $"No interaction was found.{FirstUnread(reading)}"
            : $"Nobody is left: of {table.Count} interactions of {table.UserCount} users with {table.ItemCount} items, none "
                + $"stays when users and items with fewer than {options.CountMin} go. Ask for fewer, or bring more data."
                + FirstUnread(reading));

    private static string FirstUnread(SourceReading reading) => string.Concat(reading.Unread.Select(static file =>
        $" {file.Count} lines of {file.Path} could not be read; line {file.First[0].Number}: {file.First[0].Reason}."));
}
