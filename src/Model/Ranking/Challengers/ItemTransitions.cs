namespace S3Rec.Model.Ranking.Challengers;

/// <summary>
/// What tends to come near what. An occurrence of item j at a distance g of 1 to 3 after item i adds 1/g to w(i, j) and 0.7/g to w(j, i);
/// the similarity is s(i, j) = w(i, j) / √(n(i)·n(j)), n being occurrences; an item has none with itself. The score of item j after a
/// history is Σ 0.6^k·s(h(k), j) over its last five items, h(0) being the latest.
/// </summary>
public sealed class ItemTransitions : IHistoryScorer
{
    /// <summary>The longest distance counted.</summary>
    public const int Window = 3;

    /// <summary>What an occurrence before counts as a share of one after.</summary>
    public const double BackwardShare = 0.7;

    private ItemTransitions(SparseRows similarities) => Similarities = similarities;

    /// <inheritdoc/>
    public int ItemCount => Similarities.Count - 1;

    /// <summary>(V + 1, V + 1): s(i, j) by item rows; row 0 is empty.</summary>
    internal SparseRows Similarities { get; }

    /// <summary>Counts transitions.</summary>
    /// <param name="sequences">Item rows of what may be learnt from, oldest first: training parts, never held-out items.</param>
    /// <param name="itemCount">V.</param>
    public static ItemTransitions Count(IReadOnlyCollection<ReadOnlyMemory<int>> sequences, int itemCount) =>
        new(TransitionCount.Similarities(sequences, Popularity.Count(sequences, itemCount)));

    /// <summary>Of stored similarities, which have been verified.</summary>
    internal static ItemTransitions Of(SparseRows similarities) => new(similarities);

    /// <inheritdoc/>
    void IHistoryScorer.Collect(ReadOnlySpan<int> history, float weight, SparseTerms terms)
    {
        for (var k = 1; k <= Math.Min(HistoryTail.Length, history.Length); k++, weight *= HistoryTail.Decay)
            terms.Add(Similarities, history[^k], weight);
    }
}
