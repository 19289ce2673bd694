namespace S3Rec.Client;

/// <summary>How a client finds the cluster and how patient it is.</summary>
public sealed class S3RecClientOptions
{
    /// <summary>The gateway port of a silo on this machine, 1 to 65535. Not used when the caller chooses the
    /// clustering.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>How long the start of the host tries to reach a silo, 0 to 10 min; then it fails. More of it rides out a service
    /// that starts later; less of it says sooner that there is none. Not used in a host that is connected already.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer is waited for, 1 s to 5 min. Longer than the service's own 5 s between grains, so that its
    /// errors arrive. Not used in a host that is connected already.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Further tries after a transient failure, 0 to 10. More of them hide longer outages and make a call that fails in
    /// the end slower. 0 where the caller's own caller retries.</summary>
    public int RetriesMax { get; set; } = 3;

    /// <summary>The pause before the first retry, 1 ms to 10 s; each later one is twice as long.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Users whose interactions one <see cref="IS3RecClient.RecordInteractions"/> call sends at the same time, 1 to
    /// 1024. More of them share the log's commits, and queue longer for everybody else.</summary>
    public int UsersInFlightMax { get; set; } = 64;

    /// <summary>What is wrong with the values, all of it; empty when nothing is.</summary>
    internal IEnumerable<string> Failures()
    {
        if (GatewayPort is < 1 or > 65535)
            yield return $"GatewayPort is {GatewayPort}; a port is 1 to 65535.";
        if (ConnectTimeout < TimeSpan.Zero || ConnectTimeout > TimeSpan.FromMinutes(10))
            yield return $"ConnectTimeout is {ConnectTimeout}; it may be 00:00:00 to 00:10:00.";
        if (ResponseTimeout < TimeSpan.FromSeconds(1) || ResponseTimeout > TimeSpan.FromMinutes(5))
            yield return $"ResponseTimeout is {ResponseTimeout}; it may be 00:00:01 to 00:05:00.";
        if (RetriesMax is < 0 or > 10)
            yield return $"RetriesMax is {RetriesMax}; it may be 0 to 10.";
        if (RetryDelay < TimeSpan.FromMilliseconds(1) || RetryDelay > TimeSpan.FromSeconds(10))
            yield return $"RetryDelay is {RetryDelay}; it may be 00:00:00.001 to 00:00:10.";
        if (UsersInFlightMax is < 1 or > 1024)
            yield return $"UsersInFlightMax is {UsersInFlightMax}; it may be 1 to 1024.";
    }
}
