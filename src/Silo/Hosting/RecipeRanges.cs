namespace S3Rec.Silo.Hosting;

/// <summary>The ranges of a training recipe, the same in the settings and on the command line.</summary>
internal static class RecipeRanges
{
    public static readonly (int Min, int Max) Threads = (1, 1024);
    public static readonly (int Min, int Max) Epochs = (1, 1000);
    public static readonly (int Min, int Max) BatchSize = (1, 10_000);
    public static readonly (double Min, double Max) LearningRate = (1e-9, 1);
    public static readonly (int Min, int Max) Patience = (1, 1000);
    public static readonly (int Min, int Max) LogitsMax = (1000, 1_000_000_000);
    public static readonly (int Min, int Max) SampleAboveItems = (1, int.MaxValue);
    public static readonly (int Min, int Max) SampledItems = (1, 1_000_000);

    public static readonly (int Min, int Max) Hidden = (1, 1024);
    public static readonly (int Min, int Max) Layers = (1, 16);
    public static readonly (int Min, int Max) Heads = (1, 1024);
    public static readonly (int Min, int Max) MaxLength = (2, 1024);
    public static readonly (double Min, double Max) Dropout = (0, 0.99);
}
