namespace S3Rec.Contracts;

/// <summary>What the gate said of a model when it was trained.</summary>
public enum ModelVerdict
{
    /// <summary>It serves worse than what was there; only a person makes it live.</summary>
    Rejected,

    /// <summary>Good enough to go live.</summary>
    Accepted,
}

/// <summary>A checkpoint in the store.</summary>
/// <param name="Version">Its number, from 1, never reused.</param>
/// <param name="CreatedAt">When it was published.</param>
/// <param name="IsLive">True for the one version that serves.</param>
/// <param name="LogOffset">How many events of the log it was trained on.</param>
/// <param name="ItemCount">Items in its vocabulary.</param>
/// <param name="Metrics">Metrics on held-out interactions by name, such as "HR@10"; challengers are prefixed, such as
/// "popularity.HR@10".</param>
/// <param name="Verdict">The gate's verdict.</param>
/// <param name="Reason">The gate's sentence, with the figures.</param>
/// <param name="Refusal">Why it could not be loaded when that was last tried; null when it could, or was not tried.</param>
/// <param name="LiveAt">When it was last made live; null when it never was.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.ModelInfo")]
public sealed record ModelInfo(
    [property: Id(0)] int Version,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] bool IsLive,
    [property: Id(3)] long LogOffset,
    [property: Id(4)] int ItemCount,
    [property: Id(5)] IReadOnlyDictionary<string, double> Metrics,
    [property: Id(6)] ModelVerdict Verdict,
    [property: Id(7)] string Reason,
    [property: Id(8)] string? Refusal = null,
    [property: Id(9)] DateTimeOffset? LiveAt = null);
