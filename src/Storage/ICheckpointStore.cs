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

    /// <summary>Makes a version live.</summary>
    Task SetLiveVersion(int version, CancellationToken cancellationToken);

    /// <summary>Replaces what is said of a version, such as why it was refused.</summary>
    Task SetVerdict(int version, string verdict, CancellationToken cancellationToken);

    /// <summary>A local folder with the version's files.</summary>
    Task<string> GetFolder(int version, CancellationToken cancellationToken);
}

/// <summary>What a trainer says of a checkpoint when it publishes it.</summary>
public sealed record ModelDescription(
    long LogOffset, int ItemCount, IReadOnlyDictionary<string, double> Metrics, string Verdict);

/// <summary>A version in the store.</summary>
public sealed record PublishedModel(int Version, DateTimeOffset CreatedAt, ModelDescription Description);
