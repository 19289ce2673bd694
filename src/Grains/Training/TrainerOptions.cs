namespace S3Rec.Grains;

/// <summary>When models are trained, and how one trainer keeps the others away.</summary>
public sealed class TrainerOptions
{
    /// <summary>How often it is asked whether a new model is due, 1 min to 48 days; 1 h by default, null for never: only on
    /// request.</summary>
    public TimeSpan? RetrainPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Events that must have been appended since the newest model's snapshot before a periodic run begins, at least 1;
    /// 1000 by default. A run on request does not ask for it.</summary>
    public long MinNewEvents { get; set; } = 1000;

    /// <summary>Users with at least <see cref="InteractionsPerUserMin"/> interactions that a run needs, at least 1; 10 by
    /// default. Fewer teach and prove nothing.</summary>
    public int UsersMin { get; set; } = 10;

    /// <summary>Interactions a user needs to count: one to learn from, one to validate with, one to test with.</summary>
    public const int InteractionsPerUserMin = 3;

    /// <summary>How long the training lease holds without a sign of life, 1 s to 1 h; 30 s by default. After a crash nobody
    /// trains for that long.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a run renews its lease and stores its progress, 100 ms to a third of <see cref="LeaseDuration"/>; 5 s
    /// by default.</summary>
    public TimeSpan HeartbeatPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the trainer compares the stored wish with what runs, 1 s to 1 h; 10 s by default.</summary>
    public TimeSpan ReconcilePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often one wish is tried when its trainer dies, 1 to 100; 3 by default.</summary>
    public int AttemptsMax { get; set; } = 3;

    /// <summary>How often it is tried to make an accepted model live, 1 to 1000; 10 by default. After the last the model stays
    /// published and can be activated by hand.</summary>
    public int ActivationAttemptsMax { get; set; } = 10;

    /// <summary>The time from one of these tries to the next, 100 ms to 1 min; 5 s by default.</summary>
    public TimeSpan ActivationRetryPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Where a checkpoint is written before it is published. No other process may use it: what a crash left there is
    /// removed at the next start. The host names one inside its store when it is empty.</summary>
    public string WorkFolder { get; set; } = "";
}
