namespace S3Rec.Grains;

/// <summary>What a silo does in a cluster. Every silo holds users; the rest is a choice of its deployment.</summary>
[Flags]
public enum SiloRoles
{
    /// <summary>Holds users only.</summary>
    None = 0,

    /// <summary>Holds replicas of the live model and ranks with them.</summary>
    Model = 1,

    /// <summary>Trains new models.</summary>
    Trainer = 2,

    /// <summary>Everything: the single process.</summary>
    All = Model | Trainer,
}
