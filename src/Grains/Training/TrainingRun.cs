using System.Diagnostics;
using Microsoft.Extensions.Logging;
using S3Rec.Contracts;
using S3Rec.Model.Training;
using S3Rec.Storage;

namespace S3Rec.Grains.Training;

/// <summary>
/// One run under one lease. A heartbeat renews the lease and stores the progress beside the work; a lost lease stops the work.
/// The end is stored before the lease is given back, so that nobody takes a finished run for a dead one.
/// </summary>
internal sealed partial class TrainingRun : ITrainingObserver, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TrainingWork _work;
    private readonly ModelActivation _activation;
    private readonly ITrainingStore _leases;
    private readonly RunStore _runs;
    private readonly TrainerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lease _lease;
    private RunRecord _record;
    private StopReason _reason;

    public TrainingRun(
        RunRecord record, Lease lease, TrainingWork work, ModelActivation activation, ITrainingStore leases, RunStore runs,
        TrainerOptions options, TimeProvider time, ILogger logger)
    {
        (_record, _lease, _work, _activation) = (record, lease, work, activation);
        (_leases, _runs, _options, _time, _logger) = (leases, runs, options, time, logger);
        Completion = Task.Run(Execute);
    }

    /// <summary>Where it stands.</summary>
    public TrainingStatus Status => Volatile.Read(ref _record).Status;

    /// <summary>Ends, without error, when the end is stored and the lease is given back, or both are another trainer's.</summary>
    public Task Completion { get; }

    /// <summary>Tells the run to stop; the first reason counts.</summary>
    public void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, StopReason.None) == StopReason.None)
            _stop.Cancel();
    }

    /// <summary>A phase begins that has no epochs.</summary>
    public void Report(TrainingPhase value) => Update(Status with
    {
        Phase = value,
        Epoch = 0,
        EpochCount = 0,
        Fraction = 0,
        Message = value == TrainingPhase.Snapshot ? "Reading the log." : "Storing the checkpoint.",
    });

    /// <summary>Called on the training thread: only remembers; the heartbeat stores it.</summary>
    public void Report(TrainingProgress value) => Update(Status with
    {
        Phase = value.Stage switch
        {
            TrainingStage.Pretraining => TrainingPhase.Pretraining,
            TrainingStage.Finetuning => TrainingPhase.Finetuning,
            TrainingStage.Evaluating => TrainingPhase.Evaluating,
            _ => throw new UnreachableException(),
        },
        Epoch = value.Epoch,
        EpochCount = value.EpochCount,
        Fraction = value.Fraction,
        Loss = value.Loss,
        Metrics = value.Metrics,
        Message = value.Stage == TrainingStage.Evaluating
            ? "Ranking held-out interactions."
            : $"Epoch {value.Epoch} of at most {value.EpochCount} is done.",
    });

    /// <summary>Stored with the next heartbeat.</summary>
    public void ReportSnapshot(long logOffset) => Volatile.Write(ref _record, _record with { LogOffset = logOffset });

    public void Dispose() => _stop.Dispose();

    private async Task Execute()
    {
        LogBegins(_logger, Status.RunId, _record.Attempt, _lease.Epoch);
        try
        {
            if (await WorkWithHeartbeat())
                await StoreEnd();
        }
        finally
        {
            await Release();
        }
    }

    /// <summary>The heartbeat ends with the work: what it stores of a run never comes after the run's end.</summary>
    /// <inheritdoc cref="Work"/>
    private async Task<bool> WorkWithHeartbeat()
    {
        using var ended = new CancellationTokenSource();
        var heartbeat = Beat(ended.Token);
        try
        {
            return await Work();
        }
        finally
        {
            await ended.CancelAsync();
            await heartbeat;
        }
    }

    /// <returns>True when the run is over; false when its record is the next trainer's.</returns>
    private async Task<bool> Work()
    {
        try
        {
            var (version, (checkpoint, verdict)) = await _work.Run(Status.RunId, _lease, _record.LogOffset, this, _stop.Token);
            Update(Status with
            {
                ModelVersion = version,
                Metrics = checkpoint.Info.Metrics,
                Message = $"Model {version} is published. {verdict.Reason}",
            });
            if (verdict.IsAccepted)
                await _activation.Run(version, _stop.Token);
            End(verdict.IsAccepted ? TrainingPhase.Published : TrainingPhase.Rejected, verdict.Reason);
        }
        catch (OperationCanceledException) when (_reason == StopReason.Cancelled)
        {
            End(TrainingPhase.Cancelled, $"Cancelled on request while {Status.Phase}.");
        }
        catch (Exception stopped) when (_reason is StopReason.SiloStops or StopReason.LeaseLost || stopped is LeaseLostException)
        {
            // Whatever it is, it happened to a run that was to stop: whoever takes the lease starts again.
            LogLeft(_logger, Status.RunId, Status.Phase, stopped.Message);
            return false;
        }
        catch (Exception refusal) when (refusal is TrainingRefusedException or S3RecException)
        {
            End(TrainingPhase.Failed, refusal.Message);
        }
        catch (Exception failure)
        {
            LogFailed(_logger, Status.RunId, Status.Phase, failure);
            End(TrainingPhase.Failed, $"{Status.Phase} failed: {failure.Message} The log has the details.");
        }

        return true;
    }

    /// <summary>Never throws: a run that cannot renew its lease is stopped.</summary>
    private async Task Beat(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(_options.HeartbeatPeriod, _time);
        var renewedAt = _time.GetTimestamp();
        var stored = _record;
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                try
                {
                    await _leases.RenewLease(_lease, _options.LeaseDuration, ended);
                    renewedAt = _time.GetTimestamp();
                    if (Volatile.Read(ref _record) is var now && now != stored)
                    {
                        await _runs.Save(now, ended);
                        stored = now;
                    }
                }
                catch (S3RecException transient) when (transient.IsTransient && _time.GetElapsedTime(renewedAt) < _options.LeaseDuration)
                {
                    LogNotStored(_logger, Status.RunId, transient.Message);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The work has ended.
        }
        catch (Exception lost)
        {
            LogLeaseLost(_logger, Status.RunId, lost.Message);
            Stop(StopReason.LeaseLost);
        }
    }

    /// <summary>Tried for as long as nobody else takes the lease: a finished run that the store takes for a dead one is trained
    /// again. A stopping silo has no time to try again.</summary>
    private async Task StoreEnd()
    {
        LogEnds(_logger, Status.RunId, Status.Phase, Status.Message);
        using var timer = new PeriodicTimer(_options.HeartbeatPeriod, _time);
        try
        {
            while (!await TryStoreEnd() && _reason != StopReason.SiloStops)
                await timer.WaitForNextTickAsync(CancellationToken.None);
        }
        catch (LeaseLostException lost)
        {
            LogLeaseLost(_logger, Status.RunId, lost.Message);
        }
    }

    private async Task<bool> TryStoreEnd()
    {
        try
        {
            await _leases.RenewLease(_lease, _options.LeaseDuration, CancellationToken.None);
            await _runs.Save(_record, CancellationToken.None);
            return true;
        }
        catch (S3RecException transient) when (transient.IsTransient)
        {
            LogNotStored(_logger, Status.RunId, transient.Message);
            return false;
        }
    }

    private async Task Release()
    {
        try
        {
            await _leases.ReleaseLease(_lease, CancellationToken.None);
        }
        catch (S3RecException transient) when (transient.IsTransient)
        {
            LogNotStored(_logger, Status.RunId, transient.Message); // It expires by itself.
        }
    }

    /// <summary>A run that ends after its publication says of which version, and whether that one is live.</summary>
    private void End(TrainingPhase phase, string message) => Update(Status with
    {
        Phase = phase,
        Message = phase >= TrainingPhase.Cancelled && Status.ModelVersion is { } version
            ? $"{message} Model {version} is published but not live; 's3rec rollback {version}' makes it live."
            : message,
        EndedAt = _time.GetUtcNow(),
    });

    private void Update(TrainingStatus status) => Volatile.Write(ref _record, _record with { Status = status });
}
