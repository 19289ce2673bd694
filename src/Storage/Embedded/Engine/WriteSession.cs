namespace S3Rec.Storage.Embedded.Engine;

/// <summary>The writer's connection and the transaction that is open on it. Only the writer's thread touches it.</summary>
internal sealed class WriteSession(SqliteSession sql) : IDisposable
{
    private long _committedPosition;
    private long _savedPosition;
    private long _nextPosition;

    /// <summary>The statements of this connection.</summary>
    public SqliteSession Sql { get; } = sql;

    /// <summary>The next event's place in the log. What is rolled back gives its places back.</summary>
    public long TakePosition() => _nextPosition++;

    /// <summary>Gives back the place taken last: nothing was stored there.</summary>
    public void ReturnPosition() => _nextPosition--;

    public void Begin()
    {
        Sql.Execute("BEGIN IMMEDIATE");
        _nextPosition = _committedPosition = Sql.QueryInteger("SELECT next_position FROM log_state")!.Value;
    }

    public void Commit()
    {
        if (_nextPosition != _committedPosition)
            Sql.Execute("UPDATE log_state SET next_position = $1", _nextPosition);
        Sql.Execute("COMMIT");
    }

    public void Rollback() => Sql.Execute("ROLLBACK");

    public void Save()
    {
        Sql.Execute("SAVEPOINT request");
        _savedPosition = _nextPosition;
    }

    public void Release() => Sql.Execute("RELEASE request");

    public void RollbackToSaved()
    {
        Sql.Execute("ROLLBACK TO request");
        Release();
        _nextPosition = _savedPosition;
    }

    public void Dispose() => Sql.Dispose();
}
