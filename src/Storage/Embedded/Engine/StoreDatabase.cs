using Microsoft.Data.Sqlite;

namespace S3Rec.Storage.Embedded.Engine;

/// <summary>Where the database of a store lies and how its connections are opened.</summary>
internal sealed class StoreDatabase(string folder)
{
    /// <summary>How long a statement waits for a lock of the database, in seconds. Only start-up can meet one: there is one
    /// writer.</summary>
    private const int BusyTimeoutSeconds = 5;

    /// <summary>The store's folder, as an absolute path.</summary>
    public string Folder { get; } = folder;

    /// <summary>The database file.</summary>
    public string File { get; } = Path.Combine(folder, "s3rec.db");

    /// <summary>The one connection that writes. A commit on it is on disk (WAL, synchronous=FULL) before it returns.</summary>
    public SqliteSession OpenWriter()
    {
        var session = Open(SqliteOpenMode.ReadWriteCreate);
        try
        {
            // fullfsync makes macOS flush the drive's own cache; elsewhere it does nothing. The size limit gives the disk back
            // after a large import.
            session.ExecuteScript(
                """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA fullfsync = ON;
                PRAGMA checkpoint_fullfsync = ON;
                PRAGMA journal_size_limit = 67108864;
                PRAGMA cache_size = -65536;
                """);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A connection that only reads; it sees every commit that happened before a read begins.</summary>
    public SqliteSession OpenReader() => Open(SqliteOpenMode.ReadOnly);

    private SqliteSession Open(SqliteOpenMode mode)
    {
        // Pooling is ours: a session keeps its prepared statements with its connection.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = File,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusyTimeoutSeconds,
        }.ToString());
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.ExecuteScript($"PRAGMA busy_timeout = {BusyTimeoutSeconds * 1000};");
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
