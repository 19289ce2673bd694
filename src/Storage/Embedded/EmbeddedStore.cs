using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Rec.Contracts;
using S3Rec.Storage.Embedded.Catalogue;
using S3Rec.Storage.Embedded.Checkpoints;
using S3Rec.Storage.Embedded.Engine;
using S3Rec.Storage.Embedded.Events;
using S3Rec.Storage.Embedded.Import;
using S3Rec.Storage.Embedded.Training;

namespace S3Rec.Storage.Embedded;

/// <summary>
/// The stores of one process, in one folder: SQLite for the event log, the catalogue and training, files for checkpoints.
/// Thread-safe. Disposing writes what is queued and gives the folder free.
/// </summary>
public sealed partial class EmbeddedStore : IAsyncDisposable, IDisposable
{
    private readonly StoreLock _lock;
    private readonly ReaderPool _readers;
    private int _isDisposed;

    private EmbeddedStore(
        StoreLock storeLock, StoreDatabase database, EmbeddedStorageOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _lock = storeLock;
        _readers = new ReaderPool(database, options.ReaderCountMax, options.ReadQueueCountMax);
        var memory = new CatalogueMemory();
        var folders = new CheckpointFolders(database.Folder);
        using (var sql = database.OpenWriter())
        {
            CatalogueLoading.CatchUp(sql, memory);
            Clean(sql, database.Folder, folders, loggers.CreateLogger<EmbeddedStore>());
        }

        Writer = new StoreWriter(
            database, options.WriteQueueCountMax, options.BatchRowCountMax, sql => CatalogueLoading.CatchUp(sql, memory));
        Folder = database.Folder;
        Events = new SqliteEventLog(Writer, _readers);
        Catalogue = new SqliteCatalogue(memory, Writer);
        Import = new SqliteBulkImport(Writer, memory);
        Training = new SqliteTrainingStore(Writer, _readers, time);
        Checkpoints = new FileCheckpointStore(
            folders, Writer, _readers, time, options.ModelsKept, loggers.CreateLogger<FileCheckpointStore>());
    }

    /// <summary>The store's folder, as an absolute path.</summary>
    public string Folder { get; }

    /// <summary>The event log.</summary>
    public IEventLog Events { get; }

    /// <summary>The items and attributes.</summary>
    public ICatalogue Catalogue { get; }

    /// <summary>The published models.</summary>
    public ICheckpointStore Checkpoints { get; }

    /// <summary>The training lease and runs.</summary>
    public ITrainingStore Training { get; }

    /// <summary>Takes whole files in.</summary>
    public IBulkImport Import { get; }

    /// <summary>The one writer.</summary>
    internal StoreWriter Writer { get; }

    /// <summary>Opens the store, made or lifted to this program's format where needed, and cleans up after a crash.</summary>
    /// <exception cref="OptionsValidationException">Options are out of range; all of them are named.</exception>
    /// <exception cref="StoreInUseException">Another process has it open.</exception>
    /// <exception cref="StoreFormatException">The folder holds something else, or a newer program's store.</exception>
    /// <exception cref="StorageUnavailableException">The folder cannot be read or written.</exception>
    public static EmbeddedStore Open(EmbeddedStorageOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        Validate(options);

        var folder = Path.GetFullPath(options.Folder);
        StoreLock? storeLock = null;
        try
        {
            Directory.CreateDirectory(folder);
            storeLock = StoreLock.Acquire(folder);
            var database = new StoreDatabase(folder);
            StoreSchema.Migrate(database);
            return new EmbeddedStore(storeLock, database, options, timeProvider, loggerFactory);
        }
        catch (Exception e)
        {
            storeLock?.Dispose();
            if (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw new StorageUnavailableException(
                    $"The store '{folder}' could not be opened: {e.Message} " +
                    "Look at the disk and the folder's permissions, or name another.",
                    e);
            }

            throw;
        }
    }

    /// <summary>Writes what is queued, lets reads finish, and gives the folder free.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        Writer.Dispose();
        _readers.Dispose();
        _lock.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync() => await Task.Run(Dispose);

    private static void Validate(EmbeddedStorageOptions options)
    {
        var result = new EmbeddedStorageOptionsValidator().Validate(Options.DefaultName, options);
        if (result.Failed)
            throw new OptionsValidationException(Options.DefaultName, typeof(EmbeddedStorageOptions), result.Failures);
    }

    /// <summary>Whoever used the store before is gone, or the lock would not be ours: neither its lease nor its half-done work
    /// counts.</summary>
    private static void Clean(SqliteSession sql, string storeFolder, CheckpointFolders folders, ILogger logger)
    {
        LeaseFence.Free(sql);
        foreach (var folder in folders.Clean(ModelRows.Versions(sql)))
            LogLeftOverRemoved(logger, folder);
        DurableFiles.FlushFolder(storeFolder); // The database's own files and the models' root have their names from here on.
    }
}
