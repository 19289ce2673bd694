using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>A real checkpoint store that refuses to change what serves when told to.</summary>
internal sealed class FaultyCheckpointStore(ICheckpointStore store) : ICheckpointStore
{
    public bool SetLiveVersionFails { get; set; }

    public Task<PublishedModel> Publish(
        string folder, ModelDescription description, Lease lease, CancellationToken cancellationToken) =>
        store.Publish(folder, description, lease, cancellationToken);

    public Task<IReadOnlyList<PublishedModel>> List(CancellationToken cancellationToken) => store.List(cancellationToken);

    public Task<PublishedModel?> Find(int version, CancellationToken cancellationToken) => store.Find(version, cancellationToken);

    public Task<int?> GetLiveVersion(CancellationToken cancellationToken) => store.GetLiveVersion(cancellationToken);

    public Task<ServingVersions> GetServing(CancellationToken cancellationToken) => store.GetServing(cancellationToken);

    public Task SetLiveVersion(int version, CancellationToken cancellationToken) => SetLiveVersionFails
        ? Task.FromException(new StorageUnavailableException("The test says no."))
        : store.SetLiveVersion(version, cancellationToken);

    public Task SetSplit(ModelSplit? split, CancellationToken cancellationToken) => SetLiveVersionFails
        ? Task.FromException(new StorageUnavailableException("The test says no."))
        : store.SetSplit(split, cancellationToken);

    public Task SetRefusal(int version, string? refusal, CancellationToken cancellationToken) =>
        store.SetRefusal(version, refusal, cancellationToken);

    public Task<string> GetFolder(int version, CancellationToken cancellationToken) => store.GetFolder(version, cancellationToken);
}
