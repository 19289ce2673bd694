using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>A real training store that refuses to renew when told to, and remembers what was stored of each run.</summary>
internal sealed class FaultyTrainingStore(ITrainingStore store) : ITrainingStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, string> _runs = [];

    /// <summary>What a renewal throws; null when it works.</summary>
    public Func<Lease, Exception>? RenewalFails { get; set; }

    public Task<Lease?> TryAcquireLease(string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        store.TryAcquireLease(owner, duration, cancellationToken);

    public Task RenewLease(Lease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        RenewalFails is { } fails ? Task.FromException(fails(lease)) : store.RenewLease(lease, duration, cancellationToken);

    public Task ReleaseLease(Lease lease, CancellationToken cancellationToken) => store.ReleaseLease(lease, cancellationToken);

    public Task<long> AddRun(string statusJson, CancellationToken cancellationToken) => store.AddRun(statusJson, cancellationToken);

    public Task UpdateRun(long runId, string statusJson, CancellationToken cancellationToken)
    {
        lock (_lock)
            _runs[runId] = statusJson;
        return store.UpdateRun(runId, statusJson, cancellationToken);
    }

    public Task<StoredRun?> FindLastRun(CancellationToken cancellationToken) => store.FindLastRun(cancellationToken);

    /// <summary>What was last stored of a run; empty when nothing was since it was added.</summary>
    public string LastUpdateOf(long runId)
    {
        lock (_lock)
            return _runs.GetValueOrDefault(runId, "");
    }
}
