namespace S3Rec.Grains;

/// <summary>How popular items are counted.</summary>
public sealed class PopularityOptions
{
    /// <summary>How often the counts are read anew from the log, 1 min to 1 day; 1 h by default. In between a silo sees its own
    /// appends only, so this bounds how long it can miss what other silos recorded, and an interaction dated ahead whose time has
    /// come. A read counts the whole log.</summary>
    public TimeSpan RefreshPeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How soon a failed read is tried again, 1 s to 1 h; 5 s by default.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);
}
