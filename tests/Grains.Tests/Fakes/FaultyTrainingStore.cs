using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>A real training store that refuses to renew or to take a run in when told to, and remembers what was stored of each run.</summary>
internal sealed class FaultyTrainingStore(ITrainingStore store) : ITrainingStore, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, string> _runs = [];

    private readonly SemaphoreSlim _renewals = new(0);
    private readonly SemaphoreSlim _updates = new(0);
    private readonly SemaphoreSlim _refusedUpdates = new(0);
    private readonly SemaphoreSlim _refusedAdds = new(0);
    private readonly SemaphoreSlim _refusedLeases = new(0);

    /// <summary>What a renewal throws; null when it works.</summary>
    public Func<Lease, Exception>? RenewalFails { get; set; }

    /// <summary>What storing a run throws; null when it works.</summary>
    public Exception? UpdateFails { get; set; }

    /// <summary>What adding a run throws; null when it works.</summary>
    public Exception? AddFails { get; set; }

    public async Task<Lease?> TryAcquireLease(string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        var lease = await store.TryAcquireLease(owner, duration, cancellationToken);
        if (lease is null)
            _refusedLeases.Release();
        return lease;
    }

    /// <summary>Waits until somebody did not get the lease; each time ends one wait.</summary>
    public Task LeaseRefused() => _refusedLeases.WaitAsync(TestContext.Current.CancellationToken);

    public async Task RenewLease(Lease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        _renewals.Release();
        if (RenewalFails is { } fails)
            throw fails(lease);
        await store.RenewLease(lease, duration, cancellationToken);
    }

    /// <summary>Waits until a renewal was tried; each one ends one wait.</summary>
    public Task RenewalTried() => _renewals.WaitAsync(TestContext.Current.CancellationToken);

    public Task ReleaseLease(Lease lease, CancellationToken cancellationToken) => store.ReleaseLease(lease, cancellationToken);

    public Task<long> AddRun(string statusJson, CancellationToken cancellationToken)
    {
        if (AddFails is not { } failure)
            return store.AddRun(statusJson, cancellationToken);

        _refusedAdds.Release();
        throw failure;
    }

    /// <summary>Waits until a run was not added; each time ends one wait.</summary>
    public Task AddRefused() => _refusedAdds.WaitAsync(TestContext.Current.CancellationToken);

    public async Task UpdateRun(long runId, string statusJson, CancellationToken cancellationToken)
    {
        if (UpdateFails is { } failure)
        {
            _refusedUpdates.Release();
            throw failure;
        }

        lock (_lock)
            _runs[runId] = statusJson;
        await store.UpdateRun(runId, statusJson, cancellationToken);
        _updates.Release();
    }

    /// <summary>Waits until a run was stored again; each time ends one wait.</summary>
    public Task RunUpdated() => _updates.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until a run was not stored; each time ends one wait.</summary>
    public Task UpdateRefused() => _refusedUpdates.WaitAsync(TestContext.Current.CancellationToken);

    public Task<StoredRun?> FindLastRun(CancellationToken cancellationToken) => store.FindLastRun(cancellationToken);

    public void Dispose()
    {
        _renewals.Dispose();
        _updates.Dispose();
        _refusedUpdates.Dispose();
        _refusedAdds.Dispose();
        _refusedLeases.Dispose();
    }

    /// <summary>What was last stored of a run; empty when nothing was since it was added.</summary>
    public string LastUpdateOf(long runId)
    {
        lock (_lock)
            return _runs.GetValueOrDefault(runId, "");
    }
}
