using Microsoft.Extensions.Logging;
using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Storage;

namespace S3Rec.Grains.Models;

/// <summary>Decides what the silo's engine serves. One change at a time; whatever fails, the old model keeps serving.</summary>
internal sealed partial class ModelSwitch(
    ICheckpointStore store, ModelLoader loader, InferenceEngine engine, ModelOptions options, TimeProvider time,
    ILogger<ModelSwitch> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private int? _refused;
    private long? _servedAt;

    /// <summary>Serves a version; returns once the next batch is ranked with it.</summary>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    /// <exception cref="CheckpointRefusedException">It cannot serve; the store now says why.</exception>
    public async Task Serve(int version, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await SwapTo(version, cancellationToken);
            _servedAt = time.GetTimestamp();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Brings the engine to the store's live version. A version that was refused is not tried again until it is asked
    /// for by <see cref="Serve"/> or another one is live, and one that was asked for has a reconcile period to become live:
    /// whoever activates it proves it here first and tells the store after.</summary>
    public async Task Reconcile(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var live = await store.GetLiveVersion(cancellationToken);
            var isProving = _servedAt is { } since && time.GetElapsedTime(since) < options.ReconcilePeriod;
            if (live == engine.Version || isProving || (live is not null && live == _refused))
                return;

            if (live is { } version)
                await SwapTo(version, cancellationToken);
            else
                engine.Swap(null);
        }
        catch (CheckpointRefusedException)
        {
            // SwapTo has logged it and told the store; nobody waits for this answer.
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task SwapTo(int version, CancellationToken cancellationToken)
    {
        var old = engine.Version;
        if (old == version)
            return;

        try
        {
            engine.Swap(await loader.Load(version, engine.ThreadCount, cancellationToken));
            _refused = null;
            LogSwapped(logger, version, old);
            await StoreRefusal(version, null);
        }
        catch (CheckpointRefusedException refusal)
        {
            _refused = version;
            LogRefused(logger, version, old, refusal.Message);
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
