namespace S3Rec.Contracts;

/// <summary>A checkpoint in the store.</summary>
/// <param name="Version">Its number, from 1, never reused.</param>
/// <param name="CreatedAt">When it was published.</param>
/// <param name="IsLive">True for the one version that serves.</param>
/// <param name="LogOffset">How many events of the log it was trained on.</param>
/// <param name="ItemCount">Items in its vocabulary.</param>
/// <param name="Metrics">Metrics on held-out interactions by name, such as "HR@10"; challengers are prefixed, such as
/// "popularity.HR@10".</param>
/// <param name="Verdict">What the gate or the loader said: "accepted: …", "rejected: …" or "refused: …".</param>
[GenerateSerializer, Immutable, Alias("S3Rec.ModelInfo")]
public sealed record ModelInfo(
    [property: Id(0)] int Version,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] bool IsLive,
    [property: Id(3)] long LogOffset,
    [property: Id(4)] int ItemCount,
    [property: Id(5)] IReadOnlyDictionary<string, double> Metrics,
    [property: Id(6)] string Verdict);
