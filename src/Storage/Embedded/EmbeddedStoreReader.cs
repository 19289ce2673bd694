using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using S3Rec.Contracts;
using S3Rec.Storage.Embedded.Catalogue;
using S3Rec.Storage.Embedded.Checkpoints;
using S3Rec.Storage.Embedded.Engine;
using S3Rec.Storage.Embedded.Events;

namespace S3Rec.Storage.Embedded;

/// <summary>
/// A store as a job beside the service reads it, whether a process has it open or none: without its lock, and without writing to it. Where no
/// process has it open SQLite makes its files s3rec.db-shm and s3rec.db-wal beside the database, which takes a folder that can be written, and
/// may leave them; they hold nothing that is not in the database. Thread-safe.
/// </summary>
public sealed class EmbeddedStoreReader : IDisposable
{
    /// <summary>Reads that may wait: a job has few at a time.</summary>
    private const int ReadQueueCountMax = 64;

    /// <summary>What SQLite says where it cannot make or write its files: https://sqlite.org/rescode.html.</summary>
    private const int SqliteReadOnly = 8;
    private const int SqliteCannotOpen = 14;

    private readonly ReaderPool _readers;

    private EmbeddedStoreReader(StoreDatabase database)
    {
        var memory = new CatalogueMemory();
        using (var sql = database.OpenReader())
        {
            StoreSchema.Verify(database, sql);
            LogOffset = sql.QueryInteger("SELECT next_position FROM log_state")!.Value; // First: an item is stored before its events.
            CatalogueLoading.CatchUp(sql, memory);
        }

        var writer = new NoWriter(database.Folder);
        _readers = new ReaderPool(database, readerCountMax: 1, ReadQueueCountMax);
        Events = new SqliteEventLog(writer, _readers);
        Catalogue = new SqliteCatalogue(memory, writer);
        Checkpoints = new FileCheckpointStore(
            new CheckpointFolders(database.Folder), writer, _readers, TimeProvider.System, modelsKept: int.MaxValue, NullLogger.Instance);
    }

    /// <summary>The log offset when the store was opened. Events appended since may be of items that <see cref="Catalogue"/> does not have.</summary>
    public long LogOffset { get; }

    /// <summary>The event log, to be read.</summary>
    public IEventLog Events { get; }

    /// <summary>The items and attributes as they were when the store was opened, to be read.</summary>
    public ICatalogue Catalogue { get; }

    /// <summary>The published models, to be read.</summary>
    public ICheckpointStore Checkpoints { get; }

    /// <summary>Opens a store for reading.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <exception cref="StoreFormatException">There is no store, or it is of another version of the program.</exception>
    /// <exception cref="StorageUnavailableException">The folder cannot be read, or not be written while no process has the store
    /// open.</exception>
    public static EmbeddedStoreReader Open(string folder)
    {
        var database = new StoreDatabase(Path.GetFullPath(folder));
        if (!File.Exists(database.File))
            throw new StoreFormatException($"There is no store in '{database.Folder}'. Name the folder that the service was started with.");
        try
        {
            return new EmbeddedStoreReader(database);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteReadOnly or SqliteCannotOpen)
        {
            throw new StorageUnavailableException(
                $"The store '{database.Folder}' could not be read: {e.Message} Unless a service has it open, SQLite makes its files "
                + "s3rec.db-shm and s3rec.db-wal there. Let this user write to the folder, start the service, or read a copy of the folder.",
                e);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException(
                $"The store '{database.Folder}' could not be read: {e.Message} Look at the disk and the folder's permissions.", e);
        }
    }

    /// <summary>Lets the reads that run finish.</summary>
    public void Dispose() => _readers.Dispose();
}
