using S3Rec.Contracts;

namespace S3Rec.Grains.Training;

/// <summary>A run as the store keeps it.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempt">Which try of the same wish this is, from 1.</param>
/// <param name="LogOffset">The log offset of its snapshot, which a next try reads again, so that it can go on where this one was;
/// null before the snapshot.</param>
internal sealed record RunRecord(TrainingStatus Status, int Attempt, long? LogOffset = null);
