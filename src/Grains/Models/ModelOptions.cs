namespace S3Rec.Grains;

/// <summary>How many copies of the live model serve, and how they keep up with the store.</summary>
public sealed class ModelOptions
{
    /// <summary>Replicas of the live model in the cluster, 1 to 1024; 1 by default. One per model silo uses each device once;
    /// replicas of one silo share its engine. The same on every silo: it decides which replica a user asks.</summary>
    public int Replicas { get; set; } = 1;

    /// <summary>How often a replica compares what it serves with the store's live version, 1 s to 1 h; 10 s by default. A replica
    /// that missed a notification serves the old version for two of them at most.</summary>
    public TimeSpan ReconcilePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Queries ranked before a version serves, 1 to 1000; 8 by default. Their scores must be finite.</summary>
    public int WarmUpQueries { get; set; } = 8;
}
