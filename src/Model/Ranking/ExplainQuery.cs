namespace S3Rec.Model.Ranking;

/// <summary>Items whose scores after a history are to be explained.</summary>
/// <param name="History">Item rows, 1 to V, oldest first, at least one.</param>
/// <param name="Rows">The items, in any order: rows from 1 to V, or of <see cref="Cold"/>.</param>
public sealed record ExplainQuery(int[] History, int[] Rows)
{
    /// <inheritdoc cref="RankQuery.Cold"/>
    public ColdItems? Cold { get; init; }
}

/// <summary>Why items score what they do. R items, T history items: the last L of the history, or all where there are fewer.</summary>
/// <param name="Scores">(R): the scores.</param>
/// <param name="Contributions">(R, T), oldest first: the score less the score after the history without this item, wherever it is in it; items
/// before the last L move up. Below 0 where the history item speaks against the item. They need not add up to the score: what two
/// history items carry together is lost with either. Without its only item a history says nothing, so that item carries the whole
/// score.</param>
/// <param name="SharedAttributes">(R, T): the attribute rows that item and history item share, the rarest first; those that every item has
/// tell nothing and are left out. All empty without a blend, which is what knows attributes.</param>
public sealed record Explanation(float[] Scores, float[][] Contributions, int[][][] SharedAttributes);
