namespace S3Rec.Model.Training;

/// <summary>How the four self-supervised objectives are optimised. Defaults are the published ones, but for the number of epochs.</summary>
public sealed record PretrainOptions
{
    /// <summary>Passes over all prefixes, 1 to 1000. Published: 150.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Prefixes per step, 1 to 10,000.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Adam's step size, above 0 to 1.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Chance that an item is hidden, 0 to 1. The last of a prefix always is.</summary>
    public double MaskProbability { get; init; } = 0.2;

    /// <summary>Weight of associated attribute prediction.</summary>
    public double AapWeight { get; init; } = 0.2;

    /// <summary>Weight of masked item prediction.</summary>
    public double MipWeight { get; init; } = 1.0;

    /// <summary>Weight of masked attribute prediction.</summary>
    public double MapWeight { get; init; } = 1.0;

    /// <summary>Weight of segment prediction.</summary>
    public double SpWeight { get; init; } = 0.5;

    /// <summary>True to draw the other users' segments and the negatives' exclusions from whole sequences, held-out items included,
    /// as published; false (default) to leave held-out items out.</summary>
    public bool UseHeldOutForNegatives { get; init; }
}
