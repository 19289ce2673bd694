namespace S3Rec.Grains;

/// <summary>What Orleans itself is told: how long a call may take, and how long users stay in memory.</summary>
public sealed class RuntimeOptions
{
    /// <summary>How long a call between grains is waited for, above <see cref="UserOptions.RankTimeout"/> to 1 min; 5 s by default.
    /// Shorter notices a hung silo sooner; longer rides out a slow disk. Loading and activating a model have 5 min of their
    /// own.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a user nobody asks for stays in memory, 2 min to 1 day; 15 min by default. Coming back costs one indexed
    /// read.</summary>
    public TimeSpan UserIdleAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether users leave memory sooner, those idle for longest first, when the process uses most of what it may; true by
    /// default.</summary>
    public bool ShedsUsersUnderMemoryPressure { get; set; } = true;
}
