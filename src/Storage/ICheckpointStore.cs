using S3Rec.Contracts;

namespace S3Rec.Storage;

/// <summary>The published checkpoints and which one is live. A checkpoint is a folder of files whose content this store does
/// not look into.</summary>
public interface ICheckpointStore
{
    /// <summary>Takes a finished checkpoint folder in under the next version number: copied aside, fsync'd, renamed, and only
    /// then listed. Compare-and-set on the trainer's lease: a trainer that lost it publishes nothing.</summary>
    /// <exception cref="LeaseLostException"><paramref name="lease"/> is no longer held.</exception>
    Task<PublishedModel> Publish(string folder, ModelDescription description, Lease lease, CancellationToken cancellationToken);

    /// <summary>Every published version, newest first.</summary>
    Task<IReadOnlyList<PublishedModel>> List(CancellationToken cancellationToken);

    /// <summary>One version; null when there is none.</summary>
    Task<PublishedModel?> Find(int version, CancellationToken cancellationToken);

    /// <summary>The live version; null before the first.</summary>
    Task<int?> GetLiveVersion(CancellationToken cancellationToken);

    /// <summary>The live version and the one on trial beside it, as they were at one moment.</summary>
    Task<ServingVersions> GetServing(CancellationToken cancellationToken);

    /// <summary>Makes a version live, from now on. When it is the one on trial, the trial ends with it.</summary>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    Task SetLiveVersion(int version, CancellationToken cancellationToken);

    /// <summary>Begins or changes a trial; null ends it.</summary>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    Task SetSplit(ModelSplit? split, CancellationToken cancellationToken);

    /// <summary>Says why a version could not be loaded; null when it could.</summary>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    Task SetRefusal(int version, string? refusal, CancellationToken cancellationToken);

    /// <summary>A local folder with the version's files.</summary>
    Task<string> GetFolder(int version, CancellationToken cancellationToken);
}

/// <summary>What is to serve.</summary>
/// <param name="Live">The live version; null before the first.</param>
/// <param name="Split">The trial beside it; null when there is none.</param>
public sealed record ServingVersions(int? Live, ModelSplit? Split);

/// <summary>What a trainer says of a checkpoint when it publishes it.</summary>
public sealed record ModelDescription(
    long LogOffset, int ItemCount, IReadOnlyDictionary<string, double> Metrics, ModelVerdict Verdict, string Reason);

/// <summary>A version in the store.</summary>
/// <param name="Version">Its number, from 1, never reused.</param>
/// <param name="CreatedAt">When it was published.</param>
/// <param name="Description">What its trainer said of it.</param>
/// <param name="Refusal">Why it could not be loaded when that was last tried; null when it could, or was not tried.</param>
/// <param name="LiveAt">When it was last made live; null when it never was.</param>
public sealed record PublishedModel(
    int Version, DateTimeOffset CreatedAt, ModelDescription Description, string? Refusal = null, DateTimeOffset? LiveAt = null);
