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
    /// How much each item's difference from those before it counts beside its score, 0 (nothing) to 1 (all): the list is built by
    /// maximal marginal relevance (Carbonell and Goldstein 1998) from a pool of the best items, 5 times as many as are wanted but no more
    /// than 1,000, or as many as are wanted. The list is in the order of choice and shows the items' own scores. Details stand at
    /// <see cref="MarginalRelevance"/>.
    /// </summary>
    public float Diversity { get; init; }

    /// <summary>Items that the model has no row for and that take part all the same; null for none.</summary>
    public ColdItems? Cold { get; init; }
}

/// <summary>Item rows and their scores, best first.</summary>
public readonly record struct RankedList(int[] Rows, float[] Scores);
