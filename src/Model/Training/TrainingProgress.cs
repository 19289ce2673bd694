namespace S3Rec.Model.Training;

/// <summary>Which part of training is going on.</summary>
public enum TrainingStage
{
    /// <summary>The four self-supervised objectives.</summary>
    Pretraining,

    /// <summary>Next-item prediction.</summary>
    Finetuning,
}

/// <summary>How far training has come.</summary>
/// <param name="Stage">What is going on.</param>
/// <param name="Epoch">Epochs done.</param>
/// <param name="EpochCount">Epochs it may take at most.</param>
/// <param name="Fraction">Share of the stage that is done if it takes them all, 0 to 1.</param>
/// <param name="Loss">Mean loss per example (pretraining) or position (finetuning) of the last finished epoch; null before it.</param>
/// <param name="Metrics">Validation metrics of the last finished epoch by name; empty where none are measured.</param>
public sealed record TrainingProgress(
    TrainingStage Stage, int Epoch, int EpochCount, double Fraction, double? Loss, IReadOnlyDictionary<string, double> Metrics);
