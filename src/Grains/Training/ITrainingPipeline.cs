using S3Rec.Contracts;
using S3Rec.Model.Data;

namespace S3Rec.Grains;

/// <summary>Makes a model out of sequences: pretrain, finetune, evaluate, gate. Knows nothing of grains, leases or
/// stores.</summary>
public interface ITrainingPipeline
{
    /// <summary>Trains and writes the checkpoint to <see cref="TrainingJob.OutputFolder"/>. Runs on a thread of its own with
    /// lowered priority, for as long as it takes.</summary>
    /// <param name="job">What to learn from and where to write.</param>
    /// <param name="progress">Told of every epoch and phase; cheap, does not block.</param>
    /// <param name="cancellationToken">Looked at in every step.</param>
    /// <exception cref="TrainingRefusedException">The data cannot teach a model; the message says what to do.</exception>
    TrainedModel Train(TrainingJob job, IProgress<TrainingProgress> progress, CancellationToken cancellationToken);
}

/// <summary>What to learn from and where to write.</summary>
/// <param name="Data">The snapshot. Its item rows follow the catalogue's order, with gaps closed.</param>
/// <param name="LogOffset">The log offset of the snapshot; belongs in the manifest.</param>
/// <param name="LiveFolder">The checkpoint folder of the live model, which the gate compares with; null when none is
/// live.</param>
/// <param name="OutputFolder">Where the checkpoint folder goes; does not exist yet.</param>
public sealed record TrainingJob(SequenceData Data, long LogOffset, string? LiveFolder, string OutputFolder);

/// <summary>What came of a job. The checkpoint is published either way; only an accepted one goes live.</summary>
/// <param name="Metrics">Metrics on held-out interactions by name, such as "HR@10"; challengers are prefixed.</param>
/// <param name="IsAccepted">What the gate decided.</param>
/// <param name="Verdict">The gate's decision and reason: "accepted: …" or "rejected: …".</param>
public sealed record TrainedModel(IReadOnlyDictionary<string, double> Metrics, bool IsAccepted, string Verdict);

/// <summary>Where a job stands.</summary>
/// <param name="Phase">Pretraining, Finetuning or Evaluating.</param>
/// <param name="Epoch">Epochs of the phase that are done.</param>
/// <param name="EpochCount">Epochs the phase may take at most.</param>
/// <param name="Fraction">How much of the phase is done, 0 to 1.</param>
/// <param name="Loss">Mean loss of the last finished epoch; null before there is one.</param>
/// <param name="Metrics">Validation metrics of the last finished epoch by name, empty before there are any.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record TrainingProgress(
    TrainingPhase Phase,
    int Epoch,
    int EpochCount,
    double Fraction,
    double? Loss,
    IReadOnlyDictionary<string, double> Metrics,
    string Message);

/// <summary>The data cannot teach a model. The message says which numbers are too small and what to do.</summary>
public sealed class TrainingRefusedException(string message) : Exception(message);
