namespace S3Rec.Contracts;

/// <summary>A trial: a share of the users is served by another version than the live one.</summary>
/// <param name="Version">The version on trial.</param>
/// <param name="Share">The share of the users it serves, above 0 and below 1. Who they are depends on the user id and the version alone:
/// the same on every silo and after a restart, others for another version. A larger share keeps those of a smaller one.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.ModelSplit")]
public sealed record ModelSplit([property: Id(0)] int Version, [property: Id(1)] double Share);

/// <summary>Which models serve, and how good their lists are.</summary>
/// <param name="LiveVersion">The live version; null before the first.</param>
/// <param name="Split">The trial beside it; null when there is none.</param>
/// <param name="Quality">The versions whose lists were served in the last week, newest version first.</param>
/// <param name="Comparison">The trial against the live version, one entry for each window; empty without a trial.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.ServingStatus")]
public sealed record ServingStatus(
    [property: Id(0)] int? LiveVersion,
    [property: Id(1)] ModelSplit? Split,
    [property: Id(2)] IReadOnlyList<ModelQuality> Quality,
    [property: Id(3)] IReadOnlyList<TrialComparison> Comparison);
