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
    private readonly ITrainingStore _leases;
    private readonly RunStore _runs;
    private readonly TrainerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lease _lease;
    private RunRecord _record;
    private StopReason _reason;

    public TrainingRun(
        RunRecord record, Lease lease, TrainingWork work, ITrainingStore leases, RunStore runs, TrainerOptions options,
        TimeProvider time, ILogger logger)
    {
        (_record, _lease, _work, _leases, _runs, _options, _time, _logger) = (record, lease, work, leases, runs, options, time, logger);
        Completion = Task.Run(Execute);
    }

    /// <summary>Where it stands.</summary>
    public TrainingStatus Status => Volatile.Read(ref _record).Status;

    /// <summary>Ends, without error, when the end is stored and the lease is given back.</summary>
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
        using var ended = new CancellationTokenSource();
        var heartbeat = Beat(ended.Token);
        await Work();
        await StoreEnd();
        await ended.CancelAsync();
        await heartbeat;
        await Release();
    }

    private async Task Work()
    {
        try
        {
            var (version, model) = await _work.Run(Status.RunId, _lease, _record.LogOffset, this, _stop.Token);
            End(
                model.Verdict.IsAccepted ? TrainingPhase.Published : TrainingPhase.Rejected,
                model.Verdict.Reason, version, model.Checkpoint.Info.Metrics);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            EndStopped();
        }
        catch (LeaseLostException lost)
        {
            Stop(StopReason.LeaseLost);
            End(TrainingPhase.Failed, lost.Message);
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
    }

    private void EndStopped()
    {
        switch (_reason)
        {
            case StopReason.Cancelled:
                End(TrainingPhase.Cancelled, $"Cancelled on request while {Status.Phase}.");
                break;
            case StopReason.LeaseLost:
                End(TrainingPhase.Failed, "The training lease was lost; whoever takes it starts again.");
                break;
            default:
                break; // The silo stops: the run stays as it is in the store, for the next trainer.
        }
    }

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
                    if (Volatile.Read(ref _record) is var now && now != stored && !now.Status.IsEnded)
                        await _runs.Save(stored = now, ended);
                }
                catch (StorageUnavailableException unavailable) when (_time.GetElapsedTime(renewedAt) < _options.LeaseDuration)
                {
                    LogHeartbeatFailed(_logger, Status.RunId, unavailable.Message);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The run has ended.
        }
        catch (Exception lost) when (lost is LeaseLostException or StorageUnavailableException)
        {
            LogLeaseLost(_logger, Status.RunId, lost.Message);
            Stop(StopReason.LeaseLost);
        }
    }

    /// <summary>A run without its lease belongs to whoever holds it now, and a run of a stopping silo to the next trainer:
    /// neither is written. Otherwise the store gets as many tries as the lease has heartbeats.</summary>
    private async Task StoreEnd()
    {
        LogEnds(_logger, Status.RunId, Status.Phase, Status.Message);
        while (_reason != StopReason.LeaseLost && Status.IsEnded)
        {
            try
            {
                await _runs.Save(_record, CancellationToken.None);
                return;
            }
            catch (StorageUnavailableException unavailable)
            {
                LogHeartbeatFailed(_logger, Status.RunId, unavailable.Message);
                await Task.Delay(_options.HeartbeatPeriod, _time);
            }
        }
    }

    private async Task Release()
    {
        try
        {
            await _leases.ReleaseLease(_lease, CancellationToken.None);
        }
        catch (StorageUnavailableException unavailable)
        {
            LogHeartbeatFailed(_logger, Status.RunId, unavailable.Message); // It expires by itself.
        }
    }

    private void End(
        TrainingPhase phase, string message, int? version = null, IReadOnlyDictionary<string, double>? metrics = null) =>
        Update(Status with
        {
            Phase = phase,
            Message = message,
            ModelVersion = version,
            Metrics = metrics ?? Status.Metrics,
            EndedAt = _time.GetUtcNow(),
        });

    private void Update(TrainingStatus status) => Volatile.Write(ref _record, _record with { Status = status });
}
