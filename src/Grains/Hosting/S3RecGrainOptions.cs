namespace S3Rec.Grains;

/// <summary>Everything the grains of a silo can be told.</summary>
public sealed class S3RecGrainOptions
{
    /// <summary>What this silo does; everything by default.</summary>
    public SiloRoles Roles { get; set; } = SiloRoles.All;

    /// <summary>What a user's actor remembers.</summary>
    public UserOptions Users { get; set; } = new();

    /// <summary>How popular items are counted.</summary>
    public PopularityOptions Popularity { get; set; } = new();

    /// <summary>How requests to the model queue and form batches.</summary>
    public InferenceOptions Inference { get; set; } = new();

    /// <summary>How many copies of the live model serve.</summary>
    public ModelOptions Model { get; set; } = new();

    /// <summary>When models are trained.</summary>
    public TrainerOptions Training { get; set; } = new();

    /// <summary>Time limits of calls and of users in memory.</summary>
    public RuntimeOptions Runtime { get; set; } = new();
}
