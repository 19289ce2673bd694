using Microsoft.Extensions.Logging;
using S3Rec.Contracts;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Training;
using S3Rec.Storage;

namespace S3Rec.Grains.Training;

/// <summary>The steps of a run up to a published model, in order: snapshot, train, publish. Throws when one fails.</summary>
internal sealed partial class TrainingWork(
    IEventLog log,
    LogSnapshot snapshot,
    IRetrainer retrainer,
    ICheckpointStore checkpoints,
    RunFolders folders,
    ILogger<TrainingWork> logger)
{
    /// <param name="runId">Names the folder the checkpoint is written to.</param>
    /// <param name="lease">Fences the publication.</param>
    /// <param name="logOffset">The log offset to read up to; null for all there is.</param>
    /// <param name="run">Told how far the work is, and the log offset once it is chosen.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<TrainingOutcome> Run(
        long runId, Lease lease, long? logOffset, ITrainingObserver run, CancellationToken cancellationToken)
    {
        run.Report(TrainingPhase.Snapshot);
        var offset = logOffset ?? await log.GetOffset(cancellationToken);
        run.ReportSnapshot(offset);
        var data = await snapshot.Read(offset, cancellationToken);
        var live = await OpenLive(cancellationToken);
        var trained = await DedicatedThread.Run(
            "training", () => retrainer.Retrain(data, offset, live, run, cancellationToken));

        run.Report(TrainingPhase.Publishing);
        return new(await Publish(runId, lease, trained, cancellationToken), trained);
    }

    private async Task<int> Publish(long runId, Lease lease, TrainedModel trained, CancellationToken cancellationToken)
    {
        var folder = folders.New(runId);
        try
        {
            CheckpointFolder.Save(folder, trained.Checkpoint);
            var (vocabulary, info) = (trained.Checkpoint.Vocabulary, trained.Checkpoint.Info);
            var verdict = trained.Verdict.IsAccepted ? ModelVerdict.Accepted : ModelVerdict.Rejected;
            var description = new ModelDescription(
                info.LogOffset, vocabulary.ItemCount, info.Metrics, verdict, trained.Verdict.Reason);
            return (await checkpoints.Publish(folder, description, lease, cancellationToken)).Version;
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A live model whose files were damaged since it was loaded cannot be compared with; that must not keep its successor
    /// away.</summary>
    private async Task<Checkpoint?> OpenLive(CancellationToken cancellationToken)
    {
        if (await checkpoints.GetLiveVersion(cancellationToken) is not { } version)
            return null;

        try
        {
            return CheckpointFolder.Load(await checkpoints.GetFolder(version, cancellationToken));
        }
        catch (Exception unreadable) when (unreadable is CheckpointFormatException or CheckpointRefusedException
            or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogLiveUnreadable(logger, version, unreadable.Message);
            return null;
        }
    }

    [LoggerMessage(
        LogLevel.Warning, "Live model {Version} cannot be read; the new model is trained and judged without it. {Problem}")]
    private static partial void LogLiveUnreadable(ILogger logger, int version, string problem);
}

/// <summary>A model that was published.</summary>
internal sealed record TrainingOutcome(int Version, TrainedModel Model);

/// <summary>Is told how far a run is.</summary>
internal interface ITrainingObserver : IProgress<TrainingPhase>, IProgress<TrainingProgress>
{
    /// <summary>The log is read up to this offset.</summary>
    void ReportSnapshot(long logOffset);
}
