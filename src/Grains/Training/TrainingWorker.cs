using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Training;

/// <summary>The silo's place for at most one run. The grain that started it may come and go.</summary>
internal sealed class TrainingWorker(
    TrainingWork work, ModelActivation activation, RunFolders folders, ITrainingStore leases, RunStore runs, TrainerOptions options,
    TimeProvider time, ILogger<TrainingRun> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly Lock _lock = new();
    private TrainingRun? _run;

    /// <summary>The run in progress; null when there is none.</summary>
    public TrainingStatus? Current => _run is { Completion.IsCompleted: false } run ? run.Status : null;

    /// <summary>Ends with the run in progress, its end stored.</summary>
    public Task Completion => _run?.Completion ?? Task.CompletedTask;

    /// <summary>Takes a run and its lease over.</summary>
    /// <exception cref="InvalidOperationException">Another run is in progress.</exception>
    public void Start(RunRecord record, Lease lease)
    {
        lock (_lock)
        {
            if (Current is { } current)
                throw new InvalidOperationException($"Run {record.Status.RunId} cannot start while run {current.RunId} is in progress.");

            _run?.Dispose();
            _run = new(record, lease, work, activation, leases, runs, options, time, logger);
        }
    }

    /// <summary>Tells the run in progress to end; without one, nothing happens.</summary>
    public void Cancel() => _run?.Stop(StopReason.Cancelled);

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(TrainingWorker), ServiceLifecycleStage.Active, CleanUp, StopRun);

    public void Dispose() => _run?.Dispose();

    private Task CleanUp(CancellationToken cancellationToken)
    {
        folders.Clean();
        return Task.CompletedTask;
    }

    private async Task StopRun(CancellationToken cancellationToken)
    {
        _run?.Stop(StopReason.SiloStops);
        await Completion.WaitAsync(cancellationToken);
    }
}
