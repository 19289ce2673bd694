namespace S3Rec.Model.Data.Preparation;

/// <summary>Draws `NAME_sample.txt`: for each user, items the user never took, to rank the test item against.</summary>
public static class Negatives
{
    /// <summary>Draws for each user of a data set and writes `NAME_sample.txt`, aside first.</summary>
    /// <exception cref="DataFormatException">The data set cannot be read, its negatives are there already, or a user has too few
    /// items left that were never taken.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; nothing is written then.</exception>
    /// <returns>The users of the data set.</returns>
    public static int Write(
        string folder,
        string name,
        NegativesOptions options,
        IProgress<PreparationProgress> progress,
        CancellationToken cancellationToken)
    {
        var path = SequenceFiles.NegativesPath(folder, name);
        if (File.Exists(path))
            throw new DataFormatException($"{path} is there already. Remove it to draw others.");

        var data = DataSet.Load(folder, name);
        var drawn = Draw(data, options).Select((items, user) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(new PreparationProgress("drawing", (user + 1.0) / data.Users.Length));
            return (data.Users[user], (IReadOnlyList<string>)[.. items.Select(data.Vocabulary.ItemOfRow)]);
        });
        new PreparedFiles(folder, name).Write(aside => SequenceFiles.Write(SequenceFiles.NegativesPath(aside, name), drawn));
        return data.Users.Length;
    }

    /// <summary>The negatives of each user in turn: different rows of items that are nowhere in the user's sequence, in the order
    /// they were drawn in, one after the other without putting back.</summary>
    /// <exception cref="DataFormatException">While enumerating: a user has too few items left.</exception>
    public static IEnumerable<int[]> Draw(SequenceData data, NegativesOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Count, 1);
        var draw = new NegativeDraw(data, options);
        for (var user = 0; user < data.Users.Length; user++)
        {
            var taken = data.Sequences[user].ToHashSet();
            if (data.Vocabulary.ItemCount - taken.Count < options.Count)
            {
                throw new DataFormatException(
                    $"User '{data.Users[user]}' has taken {taken.Count} of {data.Vocabulary.ItemCount} items, so "
                    + $"{options.Count} negatives cannot be drawn. Ask for {data.Vocabulary.ItemCount - taken.Count} or fewer.");
            }

            yield return draw.Next(taken);
        }
    }
}
