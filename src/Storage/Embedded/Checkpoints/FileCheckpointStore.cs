using Microsoft.Extensions.Logging;
using S3Rec.Contracts;
using S3Rec.Storage.Embedded.Engine;
using S3Rec.Storage.Embedded.Training;

namespace S3Rec.Storage.Embedded.Checkpoints;

/// <summary>
/// The checkpoints as folders of the store, listed in its database. A version is listed only once its files are on disk under
/// their final name; a folder that is not listed does not count and is removed at the next start.
/// </summary>
internal sealed partial class FileCheckpointStore(
    CheckpointFolders folders, IStoreWriter writer, ReaderPool readers, TimeProvider time, int modelsKept, ILogger logger)
    : ICheckpointStore
{
    public async Task<PublishedModel> Publish(
        string folder, ModelDescription description, Lease lease, CancellationToken cancellationToken)
    {
        var staging = folders.NewStaging();
        try
        {
            await Task.Run(
                () => OnDisk(() => DurableFiles.CopyFolder(folder, staging, cancellationToken), folder), cancellationToken);

            // Without a token: a caller that left must not remove the staged folder under the writer.
            var (model, forgotten) = await writer.Submit(
                session => List(session, staging, description, lease), CancellationToken.None);
            foreach (var version in forgotten)
                RemoveForgotten(version);
            return model;
        }
        finally
        {
            CheckpointFolders.Remove(staging); // Renamed by now, unless the publication failed.
        }
    }

    public async Task<IReadOnlyList<PublishedModel>> List(CancellationToken cancellationToken) =>
        await readers.Read(ModelRows.List, cancellationToken);

    public Task<PublishedModel?> Find(int version, CancellationToken cancellationToken) =>
        readers.Read(sql => ModelRows.Find(sql, version), cancellationToken);

    public async Task<int?> GetLiveVersion(CancellationToken cancellationToken) =>
        (int?)await readers.Read(static sql => sql.QueryInteger("SELECT version FROM live_model"), cancellationToken);

    public Task<ServingVersions> GetServing(CancellationToken cancellationToken) => readers.Read(ModelRows.GetServing, cancellationToken);

    public Task SetLiveVersion(int version, CancellationToken cancellationToken) => writer.Submit(
        session => ModelRows.TrySetLive(session.Sql, version, time.GetUtcNow()) ? version : throw new UnknownModelException(version),
        cancellationToken);

    public Task SetSplit(ModelSplit? split, CancellationToken cancellationToken) => writer.Submit(
        session =>
        {
            if (split is null)
                ModelRows.EndSplit(session.Sql);
            else if (!ModelRows.TrySetSplit(session.Sql, split))
                throw new UnknownModelException(split.Version);
            return split;
        },
        cancellationToken);

    public Task SetRefusal(int version, string? refusal, CancellationToken cancellationToken) => writer.Submit(
        session => ModelRows.TrySetRefusal(session.Sql, version, refusal) ? version : throw new UnknownModelException(version),
        cancellationToken);

    public async Task<string> GetFolder(int version, CancellationToken cancellationToken)
    {
        if (await Find(version, cancellationToken) is null)
            throw new UnknownModelException(version);
        var folder = folders.FolderOf(version);
        return Directory.Exists(folder)
            ? folder
            : throw new CheckpointRefusedException(
                $"The files of model version {version} are gone: there is no folder '{folder}'. " +
                "Restore it, or activate another version.");
    }

    private (PublishedModel Model, List<int> Forgotten) List(
        WriteSession session, string staging, ModelDescription description, Lease lease)
    {
        LeaseFence.Check(session, lease);
        var model = ModelRows.Insert(session, time.GetUtcNow(), description);
        var forgotten = ModelRows.DeleteOld(session, modelsKept);

        // The files move before the commit: a listed version always has them, and an unlisted folder harms nobody.
        OnDisk(() => folders.Promote(staging, model.Version), staging);
        return (model, forgotten);
    }

    private void RemoveForgotten(int version)
    {
        try
        {
            CheckpointFolders.Remove(folders.FolderOf(version));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody reads it still. It is unlisted, so the next start removes it.
            LogFolderStays(version, e);
        }
    }

    private static void OnDisk(Action work, string folder)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException(
                $"The checkpoint '{folder}' could not be taken in: {e.Message} Look at the store's disk, then publish again.", e);
        }
    }
}
