namespace S3Rec.Model.Ranking;

/// <summary>history → scores over the whole vocabulary → filters inside the scoring → exact top-k. Not thread-safe: one per
/// thread.</summary>
public interface IListRanker : IDisposable
{
    /// <summary>Ranks for each query of a batch.</summary>
    /// <param name="queries">Histories and what may appear.</param>
    /// <param name="lists">One list per query, best first, ties by the lower row. Never shorter than asked while enough items qualify.</param>
    /// <exception cref="ArgumentException">A query breaks its contract; nothing was computed.</exception>
    /// <exception cref="NotFiniteNumberException">A score is not a number, so no list would be true.</exception>
    void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists);
}
