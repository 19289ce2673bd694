using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Training;

/// <summary>The steps of a run, in order: snapshot, train, publish, activate. Throws when one fails.</summary>
internal sealed class TrainingWork(
    IEventLog log,
    LogSnapshot snapshot,
    ITrainingPipeline pipeline,
    ICheckpointStore checkpoints,
    IGrainFactory grains,
    TrainingOptions options)
{
    public async Task<TrainingOutcome> Run(
        long runId, Lease lease, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        progress.Report(Step(TrainingPhase.Snapshot, "Reading the log."));
        var offset = await log.GetOffset(cancellationToken);
        var data = await snapshot.Read(offset, cancellationToken);
        var live = await checkpoints.GetLiveVersion(cancellationToken);
        var liveFolder = live is { } version ? await checkpoints.GetFolder(version, cancellationToken) : null;
        var folder = Path.Combine(options.WorkFolder, $"s3rec-run-{runId}-{lease.Epoch}-{Guid.NewGuid():N}");
        try
        {
            var job = new TrainingJob(data, offset, liveFolder, folder);
            var trained = await DedicatedThread.Run("training", () => pipeline.Train(job, progress, cancellationToken));

            progress.Report(Step(TrainingPhase.Publishing, "Storing the checkpoint."));
            var description = new ModelDescription(offset, data.Vocabulary.ItemCount, trained.Metrics, trained.Verdict);
            var published = await checkpoints.Publish(folder, description, lease, cancellationToken);

            // Published is published: from here on a cancel request comes too late.
            if (trained.IsAccepted)
                await grains.GetGrain<IModelRegistryGrain>(0).Activate(published.Version, CancellationToken.None);
            return new(published.Version, trained);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static TrainingProgress Step(TrainingPhase phase, string message) =>
        new(phase, Epoch: 0, EpochCount: 0, Fraction: 0, Loss: null, new Dictionary<string, double>(), message);
}

/// <summary>A model that was published.</summary>
internal sealed record TrainingOutcome(int Version, TrainedModel Model);
