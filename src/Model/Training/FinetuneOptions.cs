namespace S3Rec.Model.Training;

/// <summary>What next-item prediction minimises.</summary>
public enum FinetuneLoss
{
    /// <summary>Softmax over the whole catalogue at every position.</summary>
    CrossEntropy,

    /// <summary>One sampled negative per position, as published.</summary>
    Bce,
}

/// <summary>How next-item prediction is optimised.</summary>
public sealed record FinetuneOptions
{
    /// <summary>The loss.</summary>
    public FinetuneLoss Loss { get; init; } = FinetuneLoss.CrossEntropy;

    /// <summary>Logits that cross-entropy holds at a time, 1,000 to 1e9; memory is 8 bytes each. Fewer fit a processor's cache, more
    /// keep an accelerator busy. The loss does not depend on it.</summary>
    public long LogitsMax { get; init; } = 1 << 18;

    /// <summary>Items of a catalogue above which cross-entropy draws a sample for each step instead of scoring all of them, at least
    /// 1. What a step costs then no longer grows with the catalogue, and the model is a little worse.</summary>
    public int SampleAboveItems { get; init; } = 200_000;

    /// <summary>S, items drawn for each step then, 1 to 1,000,000.</summary>
    public int SampledItems { get; init; } = 8192;

    /// <summary>Passes over all users at most, 1 to 1000.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>Users per step on average, 1 to 10,000; a step of long sequences has fewer, one of short ones more. Published: 256, with which a thousand users give four steps an epoch, and training stops
    /// before it has begun.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Adam's step size, above 0 to 1.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Epochs without a better validation NDCG@20 after which training stops, 1 to 1000. The best epoch is kept.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Steps that patience lasts at least, 0 to 1,000,000. A small data set has few steps an epoch, and in so few a plateau
    /// says nothing of the end.</summary>
    public int PatienceStepsMin { get; init; } = 1000;

    /// <summary>True to keep a user's held-out items from being drawn as negatives, as published; false (default) to know nothing of
    /// them.</summary>
    public bool UseHeldOutForNegatives { get; init; }
}
