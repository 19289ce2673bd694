using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using S3Rec.Contracts;
using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Embedded.Checkpoints;

/// <summary>The statements on the tables of models.</summary>
internal static class ModelRows
{
    private const string Columns =
        "version, created_at, log_offset, item_count, metrics_json, is_accepted, reason, refusal, live_at";

    // A metric may be NaN: an evaluation without users has no mean.
    private static readonly JsonSerializerOptions _json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static PublishedModel Insert(WriteSession session, DateTimeOffset createdAt, ModelDescription description)
    {
        var version = session.Sql.QueryInteger(
            """
            INSERT INTO models (created_at, log_offset, item_count, metrics_json, is_accepted, reason)
            VALUES ($1, $2, $3, $4, $5, $6)
            RETURNING version
            """,
            createdAt.UtcTicks,
            description.LogOffset,
            description.ItemCount,
            JsonSerializer.Serialize(description.Metrics, _json),
            description.Verdict == ModelVerdict.Accepted ? 1 : 0,
            description.Reason)!.Value;
        return new PublishedModel((int)version, Utc(createdAt.UtcTicks), description);
    }

    /// <summary>Forgets all but the newest versions, the live one and the one on trial, and returns those forgotten.</summary>
    public static List<int> DeleteOld(WriteSession session, int kept)
    {
        using var rows = session.Sql.Query(
            """
            DELETE FROM models
            WHERE version NOT IN (SELECT version FROM models ORDER BY version DESC LIMIT $1)
            AND version NOT IN (SELECT version FROM live_model WHERE version IS NOT NULL)
            AND version NOT IN (SELECT trial_version FROM live_model WHERE trial_version IS NOT NULL)
            RETURNING version
            """,
            kept);
        return ReadVersions(rows);
    }

    public static List<PublishedModel> List(SqliteSession sql)
    {
        using var rows = sql.Query($"SELECT {Columns} FROM models ORDER BY version DESC");
        var models = new List<PublishedModel>();
        while (rows.Read())
            models.Add(Read(rows));
        return models;
    }

    public static PublishedModel? Find(SqliteSession sql, int version)
    {
        using var rows = sql.Query($"SELECT {Columns} FROM models WHERE version = $1", version);
        return rows.Read() ? Read(rows) : null;
    }

    public static ServingVersions GetServing(SqliteSession sql)
    {
        using var rows = sql.Query("SELECT version, trial_version, trial_share FROM live_model");
        rows.Read();
        return new(
            rows.IsDBNull(0) ? null : rows.GetInt32(0),
            rows.IsDBNull(1) ? null : new ModelSplit(rows.GetInt32(1), rows.GetDouble(2)));
    }

    /// <summary>Makes a version live, and ends its trial; false when there is no such version.</summary>
    public static bool TrySetLive(SqliteSession sql, int version, DateTimeOffset now)
    {
        if (sql.Execute("UPDATE models SET live_at = $1 WHERE version = $2", now.UtcTicks, version) == 0)
            return false;

        sql.Execute("UPDATE live_model SET version = $1", version);
        sql.Execute("UPDATE live_model SET trial_version = NULL, trial_share = NULL WHERE trial_version = $1", version);
        return true;
    }

    /// <summary>Puts a version on trial for a share of the users; false when there is no such version.</summary>
    public static bool TrySetSplit(SqliteSession sql, ModelSplit split) => sql.Execute(
        "UPDATE live_model SET trial_version = $1, trial_share = $2 WHERE EXISTS (SELECT 1 FROM models WHERE version = $1)",
        split.Version, split.Share) == 1;

    /// <summary>Ends the trial; nothing happens when there is none.</summary>
    public static void EndSplit(SqliteSession sql) => sql.Execute("UPDATE live_model SET trial_version = NULL, trial_share = NULL");

    /// <summary>Says why a version could not be loaded; false when there is no such version.</summary>
    public static bool TrySetRefusal(SqliteSession sql, int version, string? refusal) => refusal is null
        ? sql.Execute("UPDATE models SET refusal = NULL WHERE version = $1", version) == 1
        : sql.Execute("UPDATE models SET refusal = $1 WHERE version = $2", refusal, version) == 1;

    public static HashSet<int> Versions(SqliteSession sql)
    {
        using var rows = sql.Query("SELECT version FROM models");
        return [.. ReadVersions(rows)];
    }

    private static List<int> ReadVersions(SqliteDataReader rows)
    {
        var versions = new List<int>();
        while (rows.Read())
            versions.Add(rows.GetInt32(0));
        return versions;
    }

    private static PublishedModel Read(SqliteDataReader row)
    {
        var metrics = JsonSerializer.Deserialize<Dictionary<string, double>>(row.GetString(4), _json)!;
        var verdict = row.GetBoolean(5) ? ModelVerdict.Accepted : ModelVerdict.Rejected;
        var description = new ModelDescription(row.GetInt64(2), row.GetInt32(3), metrics, verdict, row.GetString(6));
        return new PublishedModel(
            row.GetInt32(0),
            Utc(row.GetInt64(1)),
            description,
            row.IsDBNull(7) ? null : row.GetString(7),
            row.IsDBNull(8) ? null : Utc(row.GetInt64(8)));
    }

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);
}
