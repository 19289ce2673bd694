using System.Collections.Concurrent;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Training;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>What a retrainer was asked to do.</summary>
internal sealed record RetrainJob(SequenceData Data, long LogOffset, Checkpoint? Live);

/// <summary>Makes random weights for the vocabulary it is given, after what the test wants to happen first.</summary>
internal sealed class ScriptedRetrainer : IRetrainer
{
    public ConcurrentQueue<RetrainJob> Jobs { get; } = [];

    public bool Accepts { get; set; } = true;

    /// <summary>Runs on the training thread, before the model is made.</summary>
    public Action<IProgress<TrainingProgress>, CancellationToken>? Script { get; set; }

    public TrainedModel Retrain(
        SequenceData data, long logOffset, Checkpoint? live, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        Jobs.Enqueue(new(data, logOffset, live));
        Script?.Invoke(progress!, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var checkpoint = TinyCheckpoint.Create(
            data.Vocabulary, seed: 7, logOffset, new Dictionary<string, double> { ["HR@10"] = 0.5 });
        return new(checkpoint, new(Accepts, Accepts ? "accepted: it is better" : "rejected: it is worse"));
    }
}
