namespace S3Rec.Model.Ranking;

/// <summary>Finds the place of one given item in the list of the whole catalogue. Not thread-safe: one per thread.</summary>
public interface ITargetRanker : IDisposable
{
    /// <summary>Ranks the target of each query.</summary>
    /// <param name="queries">Histories, what to leave out, and the item to place.</param>
    /// <param name="ranks">
    /// For each query the number of other items, not excluded, that score at least as much as the target: 0 is first. Of equal
    /// scores the target comes last, so a model that cannot tell items apart gains nothing by it.
    /// </param>
    /// <exception cref="ArgumentException">A query breaks its contract.</exception>
    /// <exception cref="NotFiniteNumberException">A score is not a number, so no rank would be true.</exception>
    void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks);
}

/// <summary>A history and the item that came after it. Rows are those of the model, as in <see cref="RankQuery"/>.</summary>
/// <param name="History">Item rows, 1 to V, oldest first, at least one. Only the last L are read.</param>
/// <param name="Exclude">Rows of items that take no part, in ascending order, each once; never the target.</param>
/// <param name="Target">The row to place, of an item that the model knows or of a cold one.</param>
public readonly record struct TargetQuery(ReadOnlyMemory<int> History, int[] Exclude, int Target)
{
    /// <summary>Items that the model has no row for and that take part all the same; null for none. As a target one that no list would show
    /// comes after all other items, those that no list would show either included.</summary>
    public ColdItems? Cold { get; init; }
}
