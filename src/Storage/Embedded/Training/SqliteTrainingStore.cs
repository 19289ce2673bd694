using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Embedded.Training;

/// <summary>The training lease and the runs, in SQLite.</summary>
internal sealed class SqliteTrainingStore(StoreWriter writer, ReaderPool readers, TimeProvider time) : ITrainingStore
{
    /// <summary>Runs kept; older ones are forgotten when a new one is added.</summary>
    internal const int RunsKept = 100;

    public Task<Lease?> TryAcquireLease(string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        StoredText.Check(owner, nameof(owner));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return writer.Submit(session => TryAcquire(session, owner, duration), cancellationToken);
    }

    public Task RenewLease(Lease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return writer.Submit(
            session =>
            {
                LeaseFence.Check(session, lease);
                return session.Sql.Execute("UPDATE training_lease SET expires_at = $1", ExpiryAfter(duration));
            },
            cancellationToken);
    }

    public Task ReleaseLease(Lease lease, CancellationToken cancellationToken) => writer.Submit(
        session => session.Sql.Execute(
            "UPDATE training_lease SET owner = NULL WHERE owner = $1 AND epoch = $2", lease.Owner, lease.Epoch),
        cancellationToken);

    public Task<long> AddRun(string statusJson, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(statusJson);
        return writer.Submit(
            session =>
            {
                var runId = session.Sql.QueryInteger(
                    "INSERT INTO training_runs (status_json) VALUES ($1) RETURNING run_id", statusJson)!.Value;
                session.Sql.Execute("DELETE FROM training_runs WHERE run_id <= $1", runId - RunsKept);
                return runId;
            },
            cancellationToken);
    }

    public Task UpdateRun(long runId, string statusJson, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(statusJson);
        return writer.Submit(
            session => session.Sql.Execute("UPDATE training_runs SET status_json = $1 WHERE run_id = $2", statusJson, runId) == 1
                ? runId
                : throw new ArgumentOutOfRangeException(
                    nameof(runId), runId, $"There is no such training run; the newest {RunsKept} are kept."),
            cancellationToken);
    }

    public Task<StoredRun?> FindLastRun(CancellationToken cancellationToken) => readers.Read(
        static sql =>
        {
            using var rows = sql.Query("SELECT run_id, status_json FROM training_runs ORDER BY run_id DESC LIMIT 1");
            return rows.Read() ? new StoredRun(rows.GetInt64(0), rows.GetString(1)) : null;
        },
        cancellationToken);

    private Lease? TryAcquire(WriteSession session, string owner, TimeSpan duration)
    {
        var epoch = session.Sql.QueryInteger(
            """
            UPDATE training_lease SET owner = $1, epoch = epoch + 1, expires_at = $2
            WHERE owner IS NULL OR owner = $1 OR expires_at <= $3 RETURNING epoch
            """,
            owner, ExpiryAfter(duration), time.GetUtcNow().UtcTicks);
        return epoch is { } taken ? new Lease(owner, taken) : null;
    }

    private long ExpiryAfter(TimeSpan duration) => (time.GetUtcNow() + duration).UtcTicks;
}
