namespace S3Rec.Silo.Load;

/// <summary>What became of the requests intended in one second. Not thread-safe.</summary>
internal sealed class SecondTally
{
    /// <summary>Lists, acknowledgements apart, and pairs.</summary>
    public Latencies Answered { get; } = new(digits: 2);

    public long Refused { get; set; }

    /// <summary>Failed or never sent.</summary>
    public long Failed { get; set; }
}
