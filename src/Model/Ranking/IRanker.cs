namespace S3Rec.Model.Ranking;

/// <summary>
/// history → encoder → scores over the whole vocabulary → excluded items left out inside the scoring → exact top-k. Not thread-safe
/// unless an implementation says so: one thread of the inference engine owns it.
/// </summary>
public interface IRanker : IDisposable
{
    /// <summary>Ranks for each query of a batch.</summary>
    /// <param name="queries">Histories and what to leave out.</param>
    /// <param name="lists">One list per query, best first, ties by the lower row. Never shorter than asked while enough items qualify.</param>
    void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists);
}

/// <summary>A history to rank for.</summary>
/// <param name="History">Item rows, 1 to V, oldest first, at least one. Only the last L are read.</param>
/// <param name="Exclude">Item rows that must not appear, in ascending order. Padding and mask never appear.</param>
/// <param name="Count">Items wanted, at least 1.</param>
public sealed record RankQuery(int[] History, int[] Exclude, int Count);

/// <summary>Item rows and their scores, best first.</summary>
public readonly record struct RankedList(int[] Rows, float[] Scores);
