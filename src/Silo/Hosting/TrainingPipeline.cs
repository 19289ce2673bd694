using S3Rec.Contracts;
using S3Rec.Grains;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Training;
using GrainProgress = S3Rec.Grains.TrainingProgress;
using Recipe = S3Rec.Model.Training.TrainingOptions;
using StageProgress = S3Rec.Model.Training.TrainingProgress;
using TrainedModel = S3Rec.Grains.TrainedModel;

namespace S3Rec.Silo.Hosting;

/// <summary>Trains by a recipe and writes the checkpoint where the grain wants it.</summary>
internal sealed partial class TrainingPipeline(Recipe recipe, TimeProvider time, ILogger<TrainingPipeline> logger) : ITrainingPipeline
{
    public TrainedModel Train(TrainingJob job, IProgress<GrainProgress> progress, CancellationToken cancellationToken)
    {
        var trainer = new Trainer(recipe, time);
        var trained = Retrain(trainer, job, new Stages(progress), cancellationToken);
        CheckpointFolder.Save(job.OutputFolder, trained.Checkpoint);
        return new TrainedModel(trained.Checkpoint.Info.Metrics, trained.Verdict.IsAccepted, trained.Verdict.Reason);
    }

    private Model.Training.TrainedModel Retrain(
        Trainer trainer, TrainingJob job, Stages progress, CancellationToken cancellationToken)
    {
        try
        {
            return trainer.Retrain(job.Data, job.LogOffset, OpenLive(job.LiveFolder), progress, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw new TrainingRefusedException(e.Message);
        }
    }

    /// <summary>A live model whose files were damaged since it was loaded cannot be compared with; that must not keep its successor
    /// away.</summary>
    private Checkpoint? OpenLive(string? folder)
    {
        try
        {
            return folder is null ? null : CheckpointFolder.Load(folder);
        }
        catch (CheckpointFormatException e)
        {
            LogLiveUnreadable(e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The live model's files cannot be read; the new model is trained and judged without it. {Problem}")]
    private partial void LogLiveUnreadable(string problem);

    private sealed class Stages(IProgress<GrainProgress> progress) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => progress.Report(new GrainProgress(
            value.Stage == TrainingStage.Pretraining ? TrainingPhase.Pretraining : TrainingPhase.Finetuning,
            value.Epoch, value.EpochCount, value.Fraction, value.Loss, value.Metrics,
            $"Epoch {value.Epoch} of at most {value.EpochCount} is done."));
    }
}
