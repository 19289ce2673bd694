using S3Rec.Model.Network;

namespace S3Rec.Model.Training;

/// <summary>Everything that decides what a training run makes of its data.</summary>
public sealed record TrainingOptions
{
    /// <summary>The shape of the network; a run that starts from a checkpoint keeps the checkpoint's, but for dropout.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>The self-supervised objectives.</summary>
    public PretrainOptions Pretrain { get; init; } = new();

    /// <summary>Next-item prediction.</summary>
    public FinetuneOptions Finetune { get; init; } = new();

    /// <summary>Decides weights, batches, masks, negatives and dropout.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Processor threads, 1 to 1024. Default: all. A batch is shared among them, each of which drops activations of its own:
    /// the same seed and threads train the same model.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether finetuning looks for a blend with untrained scores, which it keeps only when it helps on validation; false for the
    /// network alone, as published.</summary>
    public bool Blend { get; init; } = true;

    /// <summary>Where it computes.</summary>
    public TrainingDevice Device { get; init; } = TrainingDevice.Auto;

    /// <summary>True to let a GPU round the factors of matrix products to 10 bits (TF32), several times as fast; false (default) to
    /// keep float32's 23. A processor always keeps them.</summary>
    public bool AllowTf32 { get; init; }

    /// <summary>Folder in which a run keeps its state after every epoch, and from which the same run goes on when it was interrupted;
    /// removed when the run ends. The state of a run of other data, options or start is written over. Null (default) keeps
    /// none: an interrupted run starts from its beginning. For each run at a time a folder of its own.</summary>
    public string? StateFolder { get; init; }

    /// <summary>Growth of the log since the last pretraining that makes another one due, as a share of the log then, 0 or more.</summary>
    public double PretrainAfterGrowth { get; init; } = 0.2;

    /// <summary>Loss of NDCG@10 against the live model that the gate lets pass, as a share of the live model's, 0 to 1: held-out
    /// interactions are a sample, and a model that knows newer items must not fail by noise.</summary>
    public double GateTolerance { get; init; } = 0.05;
}
