namespace S3Rec.Model.Ranking.Challengers;

/// <summary>What the challengers read of a history: its last five items, the latest with weight 1 and each before it with 0.6 of the
/// next.</summary>
internal static class HistoryTail
{
    /// <summary>Items read.</summary>
    public const int Length = 5;

    /// <summary>The weight of an item as a share of the weight of the item after it.</summary>
    public const float Decay = 0.6f;
}
