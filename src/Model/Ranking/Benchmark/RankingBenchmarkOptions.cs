namespace S3Rec.Model.Ranking.Benchmark;

/// <summary>What to measure, and for how long.</summary>
public sealed record RankingBenchmarkOptions
{
    /// <summary>Items of each list, 1 to 1,000; what the user has seen is excluded.</summary>
    public int Count { get; init; } = 20;

    /// <summary>The most threads that rank side by side, 1 to 1024. More than the machine has cores measures nothing.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Users that arrive per second in the open loop, above 0; null for no open loop.</summary>
    public double? Rate { get; init; }

    /// <summary>How long each figure is measured, after a warm-up of a second. Longer is steadier; a p99 needs some thousands of
    /// users.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same seed draws the same users in the same order, arriving at the same moments.</summary>
    public int Seed { get; init; }
}
