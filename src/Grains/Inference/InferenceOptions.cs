namespace S3Rec.Grains;

/// <summary>How requests to the model queue and form batches.</summary>
public sealed class InferenceOptions
{
    /// <summary>Threads that rank, 1 to 1024, each a batch of its own at a time. By default on the processor one fewer than there are
    /// processors, at least one, so that what brings requests in and carries answers out keeps one; one for a device. More serve more
    /// users in the same time until the processors are busy; each brings its own scratch memory.</summary>
    public int? Threads { get; set; }

    /// <summary>Requests that may wait, 1 to 1,000,000; 1024 by default. One more is refused at once. Longer rides out a longer
    /// burst; shorter refuses sooner instead of answering late.</summary>
    public int QueueLengthMax { get; set; } = 1024;

    /// <summary>Requests one thread ranks together at most, 1 to 4096; 256 by default. Larger batches use a GPU better; every request of a
    /// batch waits for all of it.</summary>
    public int BatchMax { get; set; } = 256;

    /// <summary>How long a batch that is not full waits for more, 0 to 1 s; 0 by default: what is queued when the device becomes
    /// free is the batch. A linger adds its length to every answer and helps only a device that needs large batches.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.Zero;

    /// <summary>A request that has waited longer is dropped with a transient error, above 0 to half of
    /// <see cref="UserOptions.RankTimeout"/>; 1 s by default. Its caller gives up soon; ranking it would only delay the others. The
    /// margin leaves the refusal time to arrive: an overloaded model must say so, not look like one that is gone.</summary>
    public TimeSpan WaitMax { get; set; } = TimeSpan.FromSeconds(1);
}
