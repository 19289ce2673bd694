namespace S3Rec.Silo.Load;

/// <summary>The time since the start of the load.</summary>
internal interface ILoadClock
{
    TimeSpan Now { get; }

    /// <summary>Blocks the calling thread until <paramref name="time"/>; returns at once when it is past.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    void WaitUntil(TimeSpan time, CancellationToken cancellationToken);
}
