using System.Collections.Concurrent;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>A pipeline that writes random weights for the vocabulary it is given, after what the test wants to happen
/// first.</summary>
internal sealed class ScriptedPipeline : ITrainingPipeline
{
    public ConcurrentQueue<TrainingJob> Jobs { get; } = [];

    public bool Accepts { get; set; } = true;

    /// <summary>Runs on the training thread, before the checkpoint is written.</summary>
    public Action<IProgress<TrainingProgress>, CancellationToken>? Script { get; set; }

    public TrainedModel Train(TrainingJob job, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        Jobs.Enqueue(job);
        Script?.Invoke(progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        TinyCheckpoint.Write(job.OutputFolder, job.Data.Vocabulary, seed: 7, job.LogOffset);
        return new(
            new Dictionary<string, double> { ["HR@10"] = 0.5 }, Accepts, Accepts ? "accepted: it is better" : "rejected: it is worse");
    }
}
