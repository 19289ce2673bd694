namespace S3Rec.Grains.Training;

/// <summary>Why a run is told to stop.</summary>
internal enum StopReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Somebody asked for it.</summary>
    Cancelled,

    /// <summary>Another trainer holds the lease, or may.</summary>
    LeaseLost,

    /// <summary>The silo stops. The wish stays in the store; the next trainer takes it up.</summary>
    SiloStops,
}
