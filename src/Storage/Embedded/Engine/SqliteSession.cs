using System.Globalization;
using Microsoft.Data.Sqlite;

namespace S3Rec.Storage.Embedded.Engine;

/// <summary>
/// A connection and its prepared statements, kept by their text; every text is a constant, so they are few. Parameters are named
/// $1, $2, … and bound by position. One thread at a time.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    /// <summary>Runs a statement and tells how many rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query; the caller disposes the reader before the same text runs again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteReader();

    /// <summary>The first column of the first row as an integer; null when there is no row or it holds NULL.</summary>
    public long? QueryInteger(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteScalar() as long?;

    /// <summary>Runs statements that are not worth keeping prepared.</summary>
    public void ExecuteScript(string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this library.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
            _prepared.Add(sql, command = Prepare(sql, values.Length));
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    private SqliteCommand Prepare(string sql, int parameterCount)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this library.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; i <= parameterCount; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
        return command;
    }
}
