using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Models;

/// <summary>The one place that changes what serves: proven on one replica, then said in the store, then on the others.</summary>
internal sealed partial class ModelRegistryGrain(ICheckpointStore store, ModelOptions options, ILogger<ModelRegistryGrain> logger)
    : Grain, IModelRegistryGrain
{
    public async Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken)
    {
        var live = await store.GetLiveVersion(cancellationToken);
        return [.. (await store.List(cancellationToken)).Select(model => ToInfo(model, live))];
    }

    public async Task<ServingStatus> GetStatus(CancellationToken cancellationToken)
    {
        var (live, split) = await store.GetServing(cancellationToken);
        var quality = GrainFactory.GetGrain<IQualityGrain>(0);
        var comparison = live is { } version && split is not null
            ? await quality.Compare(version, split.Version, cancellationToken)
            : [];
        return new(live, split, await quality.GetQuality(cancellationToken), comparison);
    }

    public async Task<ModelInfo> Activate(int version, CancellationToken cancellationToken)
    {
        RequestRules.CheckVersion(version);
        if (await store.Find(version, cancellationToken) is null)
            throw new UnknownModelException(version);

        var before = await store.GetServing(cancellationToken);
        await Replica(0).Load(version, cancellationToken);
        await OrGoBackTo(before, () => store.SetLiveVersion(version, cancellationToken));

        // From here the version is live, whatever happens to the caller; a replica that misses this call reconciles by itself.
        // The first one is asked again: its own reconciliation may have gone back to what the store said before.
        await Task.WhenAll(Enumerable.Range(0, options.Replicas).Select(replica => LoadOrLeaveToReconcile(replica, version)));
        var model = await store.Find(version, CancellationToken.None) ?? throw new UnknownModelException(version);
        return ToInfo(model, version);
    }

    public async Task SetSplit(ModelSplit? split, CancellationToken cancellationToken)
    {
        var before = await store.GetServing(cancellationToken);
        if (split is not null)
        {
            await Check(split, before.Live, cancellationToken);
            await Replica(0).LoadTrial(split, cancellationToken);
        }

        await OrGoBackTo(before, () => store.SetSplit(split, cancellationToken));
        await Task.WhenAll(Enumerable.Range(0, options.Replicas).Select(replica => TryOrLeaveToReconcile(replica, split)));
    }

    private async Task Check(ModelSplit split, int? live, CancellationToken cancellationToken)
    {
        RequestRules.Check(split);
        if (await store.Find(split.Version, cancellationToken) is null)
            throw new UnknownModelException(split.Version);
        if (live is null)
        {
            throw new InvalidRequestException(
                "version", $"No model is live, so that model {split.Version} has none to be on trial beside. Activate one first.");
        }

        if (split.Version == live)
        {
            throw new InvalidRequestException(
                "version", $"version is {split.Version}, which is the live one already. Put another one on trial beside it.");
        }
    }

    /// <summary>Says it in the store. When that fails, the replica that proved it goes back to what it served.</summary>
    private async Task OrGoBackTo(ServingVersions before, Func<Task> say)
    {
        try
        {
            await say();
        }
        catch
        {
            if (before.Live is { } live)
                await LoadOrLeaveToReconcile(0, live);
            await TryOrLeaveToReconcile(0, before.Split);
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

    private async Task TryOrLeaveToReconcile(int replica, ModelSplit? split)
    {
        try
        {
            await Replica(replica).LoadTrial(split, CancellationToken.None);
        }
        catch (Exception failure) when (failure is S3RecException or OrleansException or TimeoutException)
        {
            LogTrialLeftToReconcile(logger, replica, split, options.ReconcilePeriod, failure.Message);
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
