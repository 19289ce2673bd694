using S3Rec.Model.Data;
using S3Rec.Storage;

namespace S3Rec.Grains;

/// <summary>The log of a deployment as models see it: rows of a vocabulary in place of the catalogue's integers.</summary>
public static class LogSequences
{
    /// <summary>
    /// Reads the log up to an offset. The vocabulary is the items that occur, in the catalogue's order, and all attributes of the catalogue.
    /// Interactions stay in the order they were recorded in, for that is what the service knew; one whose time is earlier than that of the one
    /// before it of the same user, as when it was sent late, counts as made at that time.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="catalogue">With all items up to the offset.</param>
    /// <param name="offset">The log offset to read up to.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">The log is not that long.</exception>
    public static async Task<TimedSequences> Read(
        IEventLog log, ICatalogue catalogue, long offset, CancellationToken cancellationToken)
    {
        var (users, sequences, times) = (new List<string>(), new List<int[]>(), new List<long[]>());
        await foreach (var user in log.ReadSequences(offset, cancellationToken))
        {
            users.Add(user.UserId);
            sequences.Add(user.Items);
            times.Add(NeverFalling(user.Times));
        }

        var occurring = sequences.SelectMany(static s => s).Distinct().Order().ToArray();
        var attributeCount = catalogue.AttributeCount;
        var vocabulary = new Vocabulary(
            occurring.Select(catalogue.GetItemId), Enumerable.Range(0, attributeCount).Select(catalogue.GetAttribute));
        var data = new SequenceData(vocabulary, [.. users], ToRows(sequences, occurring), AttributesOf(catalogue, occurring, attributeCount));
        return new TimedSequences(data, [.. times]);
    }

    /// <summary>Milliseconds, each the largest so far.</summary>
    private static long[] NeverFalling(DateTimeOffset[] times)
    {
        var milliseconds = Array.ConvertAll(times, static time => time.ToUnixTimeMilliseconds());
        for (var i = 1; i < milliseconds.Length; i++)
            milliseconds[i] = Math.Max(milliseconds[i], milliseconds[i - 1]);
        return milliseconds;
    }

    /// <summary>Item rows, 1 to V, in place of catalogue integers.</summary>
    private static int[][] ToRows(List<int[]> sequences, int[] occurring)
    {
        var rowOfItem = new int[occurring.LastOrDefault(-1) + 1];
        for (var i = 0; i < occurring.Length; i++)
            rowOfItem[occurring[i]] = i + 1;

        return [.. sequences.Select(items => Array.ConvertAll(items, item => rowOfItem[item]))];
    }

    /// <summary>Attribute rows, 1 to A, by item row. An attribute that joined the catalogue since the vocabulary was read waits
    /// for the next model.</summary>
    private static int[][] AttributesOf(ICatalogue catalogue, int[] occurring, int attributeCount) =>
        [[], .. occurring.Select(item =>
            catalogue.GetAttributes(item).Where(a => a < attributeCount).Select(static a => a + 1).Order().ToArray())];
}
