using S3Rec.Contracts;
using S3Rec.Model.Ranking;

namespace S3Rec.Grains.Inference;

/// <summary>A loaded model and the maps between the catalogue's items and its rows. Owned by the thread of the engine once it is
/// swapped in.</summary>
/// <param name="version">Its version in the store.</param>
/// <param name="ranker">Scores rows.</param>
/// <param name="itemOfRow">The catalogue item of each row; index 0 (padding) is unused.</param>
/// <param name="rowOfItem">The row of each catalogue item, 0 for one the model does not know. Items newer than the model lie
/// beyond its end.</param>
internal sealed class ServingModel(int version, IRanker ranker, int[] itemOfRow, int[] rowOfItem) : IDisposable
{
    /// <summary>Its version in the store.</summary>
    public int Version { get; } = version;

    /// <summary>The question in rows; null when the model knows no item of the history.</summary>
    public RankQuery? ToQuery(RankRequest request)
    {
        var history = ToRows(request.History);
        if (history.Length == 0)
            return null;

        var exclude = ToRows(request.Exclude);
        Array.Sort(exclude);
        return new(history, exclude, request.Count);
    }

    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists) => ranker.Rank(queries, lists);

    /// <summary>The answer in catalogue items.</summary>
    public RankReply ToReply(RankedList list) =>
        new(Version, Array.ConvertAll(list.Rows, row => itemOfRow[row]), list.Scores);

    /// <summary>The answer when the model knows nothing of the history.</summary>
    public RankReply NothingKnown() => new(Version, [], []);

    public void Dispose() => ranker.Dispose();

    private int[] ToRows(int[] items)
    {
        var rows = new int[items.Length];
        var count = 0;
        foreach (var item in items)
        {
            if (item < rowOfItem.Length && rowOfItem[item] is var row and > 0)
                rows[count++] = row;
        }

        return count == rows.Length ? rows : rows[..count];
    }
}
