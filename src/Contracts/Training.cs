namespace S3Rec.Contracts;

/// <summary>What a training run is doing, or how it ended.</summary>
public enum TrainingPhase
{
    /// <summary>Asked for, not begun.</summary>
    Queued,

    /// <summary>Reading the log into sequences.</summary>
    Snapshot,

    /// <summary>Optimising the four self-supervised objectives.</summary>
    Pretraining,

    /// <summary>Optimising next-item prediction.</summary>
    Finetuning,

    /// <summary>Ranking held-out interactions, and comparing with the live model and the challengers.</summary>
    Evaluating,

    /// <summary>Writing the checkpoint and loading it on the model silos.</summary>
    Publishing,

    /// <summary>Ended: the new model is live.</summary>
    Published,

    /// <summary>Ended: the gate kept the old model. <see cref="TrainingStatus.Message"/> says why.</summary>
    Rejected,

    /// <summary>Ended by a cancel request.</summary>
    Cancelled,

    /// <summary>Ended by an error. <see cref="TrainingStatus.Message"/> says which.</summary>
    Failed,
}

/// <summary>A training run: the one in progress, or the last one.</summary>
/// <param name="RunId">Its number, from 1, never reused.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Epoch">Epochs of the current phase that are done.</param>
/// <param name="EpochCount">Epochs the phase may take at most.</param>
/// <param name="Fraction">How much of the current phase is done, 0 to 1.</param>
/// <param name="Loss">Mean loss of the last finished epoch; null before there is one.</param>
/// <param name="Metrics">Validation metrics of the last finished epoch by name, empty before there are any.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="ModelVersion">The version it stored, accepted by the gate or not; null before that. Only an end as
/// <see cref="TrainingPhase.Published"/> says that it is live.</param>
/// <param name="Message">One sentence for people: the progress, the gate's verdict, or the error and its remedy.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.TrainingStatus")]
public sealed record TrainingStatus(
    [property: Id(0)] long RunId,
    [property: Id(1)] TrainingPhase Phase,
    [property: Id(2)] int Epoch,
    [property: Id(3)] int EpochCount,
    [property: Id(4)] double Fraction,
    [property: Id(5)] double? Loss,
    [property: Id(6)] IReadOnlyDictionary<string, double> Metrics,
    [property: Id(7)] DateTimeOffset StartedAt,
    [property: Id(8)] DateTimeOffset? EndedAt,
    [property: Id(9)] int? ModelVersion,
    [property: Id(10)] string Message)
{
    /// <summary>True once the run has ended, well or badly.</summary>
    public bool IsEnded => Phase >= TrainingPhase.Published;
}
