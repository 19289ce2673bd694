using Microsoft.Data.Sqlite;

namespace S3Rec.Storage.Embedded.Engine;

/// <summary>The tables, versioned by SQLite's user_version. Each migration lifts a database by one version.</summary>
internal static class StoreSchema
{
    private const int NotADatabase = 26; // SQLITE_NOTADB
    private const int Corrupt = 11; // SQLITE_CORRUPT

    private static readonly string[] _migrations =
    [
        // 1. position counts events in the order of their commits, over all users: what lies below an offset never changes.
        // time is UTC in ticks of 100 ns since year 1.
        """
        CREATE TABLE events (
            user_id TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            position INTEGER NOT NULL,
            event_id TEXT NOT NULL,
            item INTEGER NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (user_id, sequence)) WITHOUT ROWID;
        CREATE UNIQUE INDEX events_by_id ON events (user_id, event_id);
        CREATE TABLE log_state (id INTEGER PRIMARY KEY CHECK (id = 0), next_position INTEGER NOT NULL);
        INSERT INTO log_state VALUES (0, 0);

        CREATE TABLE items (item INTEGER PRIMARY KEY, item_id TEXT NOT NULL UNIQUE);
        CREATE TABLE attributes (attribute INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE item_attributes (
            item INTEGER NOT NULL,
            place INTEGER NOT NULL,
            attribute INTEGER NOT NULL,
            PRIMARY KEY (item, place)) WITHOUT ROWID;

        CREATE TABLE models (
            version INTEGER PRIMARY KEY AUTOINCREMENT,
            created_at INTEGER NOT NULL,
            log_offset INTEGER NOT NULL,
            item_count INTEGER NOT NULL,
            metrics_json TEXT NOT NULL,
            verdict TEXT NOT NULL);
        CREATE TABLE live_model (id INTEGER PRIMARY KEY CHECK (id = 0), version INTEGER);
        INSERT INTO live_model VALUES (0, NULL);

        CREATE TABLE training_lease (
            id INTEGER PRIMARY KEY CHECK (id = 0),
            owner TEXT,
            epoch INTEGER NOT NULL,
            expires_at INTEGER NOT NULL);
        INSERT INTO training_lease VALUES (0, NULL, 0, 0);
        CREATE TABLE training_runs (run_id INTEGER PRIMARY KEY AUTOINCREMENT, status_json TEXT NOT NULL);
        """,

        // 2. The gate's verdict and the loader's refusal stand apart; before, a refusal replaced the verdict's text.
        """
        ALTER TABLE models RENAME COLUMN verdict TO reason;
        ALTER TABLE models ADD COLUMN is_accepted INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE models ADD COLUMN refusal TEXT;
        ALTER TABLE models ADD COLUMN live_at INTEGER;
        UPDATE models SET is_accepted = 1 WHERE reason LIKE 'accepted:%';
        UPDATE models SET refusal = reason WHERE reason LIKE 'refused:%';
        """,

        // 3. An item may be taken out of the lists without losing anything else.
        """
        ALTER TABLE items ADD COLUMN is_available INTEGER NOT NULL DEFAULT 1;
        """,

        // 4. A version may be on trial beside the live one, for a share of the users.
        """
        ALTER TABLE live_model ADD COLUMN trial_version INTEGER;
        ALTER TABLE live_model ADD COLUMN trial_share REAL;
        """,
    ];

    /// <summary>Refuses tables of another version than this program's, without changing them.</summary>
    /// <exception cref="StoreFormatException">The file is no database, or another version of the program wrote it.</exception>
    public static void Verify(StoreDatabase database, SqliteSession session)
    {
        try
        {
            var version = session.QueryInteger("PRAGMA user_version") ?? 0;
            if (version < _migrations.Length)
            {
                throw new StoreFormatException(
                    $"The store '{database.Folder}' has format {version}; this program reads format {_migrations.Length}. "
                    + "Start the service of this version on it once, which lifts it.");
            }

            RefuseNewer(database, version);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is NotADatabase or Corrupt)
        {
            throw Unreadable(database, e);
        }
    }

    /// <summary>Creates or lifts the tables to the version of this program, each step in a transaction of its own.</summary>
    /// <exception cref="StoreFormatException">The file is no database, or a newer program wrote it.</exception>
    public static void Migrate(StoreDatabase database)
    {
        try
        {
            using var session = database.OpenWriter();
            var version = session.QueryInteger("PRAGMA user_version") ?? 0;
            RefuseNewer(database, version);
            for (var next = (int)version; next < _migrations.Length; next++)
                session.ExecuteScript($"BEGIN IMMEDIATE; {_migrations[next]} PRAGMA user_version = {next + 1}; COMMIT;");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is NotADatabase or Corrupt)
        {
            throw Unreadable(database, e);
        }
    }

    private static void RefuseNewer(StoreDatabase database, long version)
    {
        if (version > _migrations.Length)
        {
            throw new StoreFormatException(
                $"The store '{database.Folder}' has format {version}; " +
                $"this program knows formats up to {_migrations.Length}. Use the newer s3rec that wrote it.");
        }
    }

    private static StoreFormatException Unreadable(StoreDatabase database, SqliteException error) => new(
        $"'{database.File}' is not a readable database ({error.Message}). Name another folder, or restore the file from a backup.", error);
}
