namespace S3Rec.Model.Network;

/// <summary>The shape of the network. Part of a checkpoint: a checkpoint of one shape cannot load into another.</summary>
public sealed record NetworkOptions
{
    /// <summary>C, the width of embeddings and of every layer, 1 to 1024, a multiple of <see cref="Heads"/>.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Transformer layers, 1 to 16.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>H, attention heads per layer.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>L, the longest history the encoder reads, in items; older ones are left out. 2 to 1024.</summary>
    public int MaxLength { get; init; } = 50;

    /// <summary>Share of activations dropped in training, at attention and hidden layers alike, 0 to below 1.</summary>
    public double Dropout { get; init; } = 0.5;
}
