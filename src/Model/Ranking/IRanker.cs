namespace S3Rec.Model.Ranking;

/// <summary>
/// What serves: lists, why an item is in one, and what is like an item. Not thread-safe unless an implementation says so: one thread of
/// the inference engine owns it.
/// </summary>
public interface IRanker : IListRanker
{
    /// <summary>Finds what each item of the history carried of given items' scores, by removing it and scoring again.</summary>
    /// <param name="queries">Histories and the items to explain.</param>
    /// <param name="explanations">One per query.</param>
    /// <exception cref="ArgumentException">A query breaks its contract; nothing was computed.</exception>
    /// <exception cref="NotFiniteNumberException">A score is not a number, so no explanation would be true.</exception>
    void Explain(ReadOnlySpan<ExplainQuery> queries, Span<Explanation> explanations);

    /// <summary>Finds the items most like a given one, exactly.</summary>
    /// <param name="queries">Items, and what to leave out.</param>
    /// <param name="lists">One list per query, most alike first, ties by the lower row; see <see cref="SimilarQuery"/>.</param>
    /// <exception cref="ArgumentException">A query breaks its contract; nothing was computed.</exception>
    /// <exception cref="NotFiniteNumberException">A score is not a number, so no list would be true.</exception>
    void Similar(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists);
}
