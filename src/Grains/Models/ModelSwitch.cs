using Microsoft.Extensions.Logging;
using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Storage;

namespace S3Rec.Grains.Models;

/// <summary>Decides what the silo's engine serves. One change at a time; whatever fails, what served keeps serving.</summary>
internal sealed partial class ModelSwitch(
    ICheckpointStore store, ModelLoader loader, InferenceEngine engine, ModelOptions options, TimeProvider time,
    ILogger<ModelSwitch> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HashSet<int> _refused = [];
    private long? _servedAt;

    /// <summary>Makes a version the live one; returns once the next batch is ranked with it. A trial of it ends.</summary>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    /// <exception cref="CheckpointRefusedException">It cannot serve; the store now says why.</exception>
    public Task Serve(int version, CancellationToken cancellationToken) => Prove(
        async serving => WithLive(serving, await Get(version, cancellationToken)), cancellationToken);

    /// <summary>Puts a version on trial beside the live one, or changes its share; null ends the trial.</summary>
    /// <inheritdoc cref="Serve"/>
    public Task ServeTrial(ModelSplit? split, CancellationToken cancellationToken) => Prove(
        async serving => split is null
            ? new(serving.Live)
            : serving with { Trial = await Get(split.Version, cancellationToken), Share = split.Share },
        cancellationToken);

    /// <summary>Brings the engine to what the store says is to serve. A version that was refused is not tried again until it is asked
    /// for by <see cref="Serve"/> or <see cref="ServeTrial"/>, or the store has named others meanwhile; and what was asked for has a
    /// reconcile period to get into the store: whoever changes what serves proves it here first and tells the store after. A replica
    /// without a live model does not wait for that.</summary>
    public async Task Reconcile(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var (live, split) = await store.GetServing(cancellationToken);
            if (engine.Serving.Live is not null && _servedAt is { } since && time.GetElapsedTime(since) < options.ReconcilePeriod)
                return;

            _refused.RemoveWhere(version => version != live && version != split?.Version);
            if (live is null)
                Swap(ServingSet.None);
            else if (await TryGet(live.Value, cancellationToken) is { } model)
                Swap(WithLive(engine.Serving, model));
            var trial = split is null ? null : await TryGet(split.Version, cancellationToken);
            Swap(new(engine.Serving.Live, trial, trial is null ? 0 : split!.Share));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task Prove(Func<ServingSet, Task<ServingSet>> change, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            Swap(await change(engine.Serving));
            _servedAt = time.GetTimestamp();
        }
        finally
        {
            _one.Release();
        }
    }

    private static ServingSet WithLive(ServingSet serving, ServingModel live) =>
        live == serving.Trial ? new(live) : serving with { Live = live };

    private void Swap(ServingSet next)
    {
        var old = engine.Serving;
        if (next == old)
            return;

        engine.Swap(next);
        if (next.Live != old.Live)
            LogSwapped(logger, next.Live?.Version, old.Live?.Version);
        if (next.Trial is null && old.Trial is not null)
            LogTrialEnds(logger, old.Trial.Version);
        else if (next.Trial is not null && (next.Trial != old.Trial || next.Share != old.Share))
            LogTrial(logger, next.Trial.Version, next.Share);
    }

    /// <summary>The model of a version; null when it was or is refused, which is logged and in the store already.</summary>
    private async Task<ServingModel?> TryGet(int version, CancellationToken cancellationToken)
    {
        if (_refused.Contains(version))
            return null;

        try
        {
            return await Get(version, cancellationToken);
        }
        catch (CheckpointRefusedException)
        {
            return null;
        }
    }

    /// <summary>The model of a version, loaded unless it serves already, in whichever role.</summary>
    private async Task<ServingModel> Get(int version, CancellationToken cancellationToken)
    {
        if (engine.Serving.Find(version) is { } loaded)
            return loaded;

        try
        {
            var model = await loader.Load(version, engine.ThreadCount, cancellationToken);
            _refused.Remove(version);
            await StoreRefusal(version, null);
            return model;
        }
        catch (CheckpointRefusedException refusal)
        {
            _refused.Add(version);
            LogRefused(logger, version, engine.Serving.Live?.Version, refusal.Message);
            await StoreRefusal(version, refusal.Message);
            throw;
        }
    }

    /// <summary>Whether the version serves is what the caller must hear of, even when the store cannot take it down.</summary>
    private async Task StoreRefusal(int version, string? refusal)
    {
        try
        {
            await store.SetRefusal(version, refusal, CancellationToken.None);
        }
        catch (S3RecException failure) when (failure.IsTransient || failure is UnknownModelException)
        {
            LogRefusalNotStored(logger, version, failure.Message);
        }
    }
}
