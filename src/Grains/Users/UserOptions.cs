namespace S3Rec.Grains;

/// <summary>What a user's actor remembers, and how long it waits for the model.</summary>
public sealed class UserOptions
{
    /// <summary>N, the newest items kept in memory per user and sent to the model, 1 to 1024; 50 by default. Longer than the
    /// model's own maximum length is wasted; shorter loses accuracy. Costs 4 bytes each.</summary>
    public int HistoryLength { get; set; } = 50;

    /// <summary>How long an answer waits for the model before it falls back to popular items, above 0 to 1 min; 2 s by
    /// default.</summary>
    public TimeSpan RankTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
