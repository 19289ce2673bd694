using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Models;

/// <summary>The one place that makes a version live: proven on one replica, then said in the store, then on the others.</summary>
internal sealed partial class ModelRegistryGrain(ICheckpointStore store, ModelOptions options, ILogger<ModelRegistryGrain> logger)
    : Grain, IModelRegistryGrain
{
    public async Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken)
    {
        var live = await store.GetLiveVersion(cancellationToken);
        return [.. (await store.List(cancellationToken)).Select(model => ToInfo(model, live))];
    }

    public async Task<ModelInfo> Activate(int version, CancellationToken cancellationToken)
    {
        RequestRules.CheckVersion(version);
        if (await store.Find(version, cancellationToken) is null)
            throw new UnknownModelException(version);

        var before = await store.GetLiveVersion(cancellationToken);
        await Replica(0).Load(version, cancellationToken);
        await SetLive(version, before, cancellationToken);

        // From here the version is live, whatever happens to the caller; a replica that misses this call reconciles by itself.
        // The first one is asked again: its own reconciliation may have gone back to what the store said before.
        await Task.WhenAll(Enumerable.Range(0, options.Replicas).Select(replica => LoadOrLeaveToReconcile(replica, version)));
        var model = await store.Find(version, CancellationToken.None) ?? throw new UnknownModelException(version);
        return ToInfo(model, version);
    }

    /// <summary>Says it in the store. When that fails, the replica that proved the version goes back to what it served.</summary>
    private async Task SetLive(int version, int? before, CancellationToken cancellationToken)
    {
        try
        {
            await store.SetLiveVersion(version, cancellationToken);
        }
        catch
        {
            if (before is { } old)
                await LoadOrLeaveToReconcile(0, old);
            throw;
        }
    }

    private async Task LoadOrLeaveToReconcile(int replica, int version)
    {
        try
        {
            await Replica(replica).Load(version, CancellationToken.None);
        }
        catch (Exception failure) when (failure is S3RecException or OrleansException or TimeoutException)
        {
            LogLeftToReconcile(logger, replica, version, options.ReconcilePeriod, failure.Message);
        }
    }

    private IModelGrain Replica(int replica) => GrainFactory.GetGrain<IModelGrain>(replica);

    private static ModelInfo ToInfo(PublishedModel model, int? live)
    {
        var (offset, items, metrics, verdict, reason) = model.Description;
        return new(
            model.Version, model.CreatedAt, model.Version == live, offset, items, metrics, verdict, reason, model.Refusal, model.LiveAt);
    }
}
