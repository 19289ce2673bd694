namespace S3Rec.Model.Ranking;

/// <summary>
/// An item whose like is sought. Rows are those of <see cref="RankQuery"/>. An item is never in its own list.
/// </summary>
/// <remarks>
/// Of two items the model knows, likeness is the cosine of their embeddings, −1 to 1. An item it does not know has none, so where one of
/// the two is cold it is the cosine of their attributes, weighted by how rare they are, 0 to 1; that needs a blend, and items that share
/// nothing are not alike. The two measures cannot be compared, so they are never mixed: the list of a known item holds known items by
/// embedding, and cold items only after the last of them; ask for cold ones by <see cref="Only"/>. The list of a cold item is by
/// attributes throughout.
/// </remarks>
/// <param name="Row">The item: 1 to V, or a row of <see cref="Cold"/>.</param>
/// <param name="Exclude">Rows that must not appear, in ascending order.</param>
/// <param name="Count">Items wanted, at least 1.</param>
public sealed record SimilarQuery(int Row, int[] Exclude, int Count)
{
    /// <inheritdoc cref="RankQuery.Only"/>
    public int[]? Only { get; init; }

    /// <inheritdoc cref="RankQuery.Cold"/>
    public ColdItems? Cold { get; init; }
}
