using S3Rec.Contracts;

namespace S3Rec.Grains.Training;

/// <summary>A run as the store keeps it.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempt">Which try of the same wish this is, from 1.</param>
internal sealed record RunRecord(TrainingStatus Status, int Attempt);
