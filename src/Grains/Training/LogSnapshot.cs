using S3Rec.Model.Data;
using S3Rec.Model.Training;
using S3Rec.Storage;

namespace S3Rec.Grains.Training;

/// <summary>Reads the log up to an offset into sequences of rows.</summary>
internal sealed class LogSnapshot(IEventLog log, ICatalogue catalogue, TrainerOptions options)
{
    /// <summary>The vocabulary is the items that occur, in the catalogue's order, and all attributes of the catalogue.</summary>
    /// <exception cref="TrainingRefusedException">There is too little to learn from.</exception>
    public async Task<SequenceData> Read(long offset, CancellationToken cancellationToken)
    {
        var users = new List<string>();
        var sequences = new List<int[]>();
        await foreach (var (userId, items) in log.ReadSequences(offset, cancellationToken))
        {
            users.Add(userId);
            sequences.Add(items);
        }

        RequireEnough(sequences);
        var occurring = sequences.SelectMany(static s => s).Distinct().Order().ToArray();
        var attributeCount = catalogue.AttributeCount;
        var vocabulary = new Vocabulary(
            occurring.Select(catalogue.GetItemId), Enumerable.Range(0, attributeCount).Select(catalogue.GetAttribute));
        return new(vocabulary, [.. users], ToRows(sequences, occurring), AttributesOf(occurring, attributeCount));
    }

    private void RequireEnough(List<int[]> sequences)
    {
        var enough = sequences.Count(static s => s.Length >= TrainerOptions.InteractionsPerUserMin);
        if (enough >= options.UsersMin)
            return;

        throw new TrainingRefusedException(
            $"Too little to learn from: the log has {sequences.Sum(static s => (long)s.Length)} interactions of {sequences.Count} "
            + $"users, and {enough} of them have the {TrainerOptions.InteractionsPerUserMin} interactions that count; training needs "
            + $"{options.UsersMin} such users (Training.UsersMin). Record more interactions, then retrain.");
    }

    /// <summary>Item rows, 1 to V, in place of catalogue integers.</summary>
    private static int[][] ToRows(List<int[]> sequences, int[] occurring)
    {
        var rowOfItem = new int[occurring[^1] + 1];
        for (var i = 0; i < occurring.Length; i++)
            rowOfItem[occurring[i]] = i + 1;

        return [.. sequences.Select(items => Array.ConvertAll(items, item => rowOfItem[item]))];
    }

    /// <summary>Attribute rows, 1 to A, by item row. An attribute that joined the catalogue since the vocabulary was read waits
    /// for the next model.</summary>
    private int[][] AttributesOf(int[] occurring, int attributeCount) =>
        [[], .. occurring.Select(item =>
            catalogue.GetAttributes(item).Where(a => a < attributeCount).Select(static a => a + 1).Order().ToArray())];
}
