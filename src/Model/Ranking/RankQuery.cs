namespace S3Rec.Model.Ranking;

/// <summary>A history to rank for. Rows are those of the model: 1 to V for its items, and V + 2 + i for item i of <see cref="Cold"/>.</summary>
/// <param name="History">Item rows, 1 to V, oldest first, at least one. Only the last L are read.</param>
/// <param name="Exclude">Rows that must not appear, in ascending order. Padding (0) and mask (V + 1) never appear.</param>
/// <param name="Count">Items wanted, at least 1.</param>
public sealed record RankQuery(int[] History, int[] Exclude, int Count)
{
    /// <summary>Rows that alone may appear, ascending, each once; null for all.</summary>
    public int[]? Only { get; init; }

    /// <summary>
    /// d, how much an item's likeness to those before it counts against its score, 0 (nothing; the default) to 1 (alone). The list is built by
    /// maximal marginal relevance (Carbonell and Goldstein 1998): after the best item always the one with the greatest (1 − d)·relevance
    /// − d·(its greatest likeness to an item before it). It stands in that order and shows the items' own scores.
    /// </summary>
    /// <remarks>
    /// Chosen is from a pool of the best items that qualify: five times as many as are wanted but at most 1,000, and never fewer than are
    /// wanted. What lies outside cannot enter, however different it is; inside, the choice is exact. Relevance is the score brought to
    /// 0 … 1 between the pool's worst and best, since a logit has no scale of its own; likeness is that of <see cref="SimilarQuery"/>.
    /// </remarks>
    public float Diversity { get; init; }

    /// <summary>Items that the model has no row for and that take part all the same; null for none.</summary>
    public ColdItems? Cold { get; init; }
}

/// <summary>Item rows and their scores, best first.</summary>
public readonly record struct RankedList(int[] Rows, float[] Scores);
