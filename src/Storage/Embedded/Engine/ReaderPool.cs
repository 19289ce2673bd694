using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using S3Rec.Contracts;

namespace S3Rec.Storage.Embedded.Engine;

/// <summary>A bounded set of reading connections. Reads run on the thread pool, so that a slow disk holds up no grain's
/// scheduler.</summary>
internal sealed class ReaderPool(StoreDatabase database, int readerCountMax, int queueCountMax) : IDisposable
{
    private readonly SemaphoreSlim _free = new(readerCountMax);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private int _pendingCount;
    private volatile bool _isClosed;

    /// <summary>Runs a read on a connection of its own. Keep it short: it holds one of few connections.</summary>
    /// <exception cref="OverloadedException">Too many reads wait.</exception>
    /// <exception cref="StorageUnavailableException">The read failed, or the store is closed.</exception>
    public async Task<T> Read<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _pendingCount) > queueCountMax + readerCountMax)
        {
            Interlocked.Decrement(ref _pendingCount);
            throw new OverloadedException(
                $"{queueCountMax} reads wait for the store '{database.Folder}' already. Try again after a moment.");
        }

        try
        {
            await _free.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(() => Run(read), cancellationToken);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _pendingCount);
        }
    }

    /// <summary>Lets the reads that run finish and refuses further ones.</summary>
    public void Dispose()
    {
        _isClosed = true;
        for (var i = 0; i < readerCountMax; i++)
            _free.Wait();
        while (_idle.TryTake(out var session))
            session.Dispose();
        _free.Release(readerCountMax); // Those that still wait find the pool closed.
    }

    private T Run<T>(Func<SqliteSession, T> read)
    {
        if (_isClosed)
            throw new StorageUnavailableException($"The store '{database.Folder}' is closed. Ask again when it is open.");
        SqliteSession? session = null;
        try
        {
            if (!_idle.TryTake(out session))
                session = database.OpenReader();
            var result = read(session);
            _idle.Add(session);
            return result;
        }
        catch (SqliteException e)
        {
            session?.Dispose();
            throw new StorageUnavailableException(
                $"The store '{database.Folder}' could not be read: {e.Message} " +
                "Look at its disk (errors, permissions), then ask again.",
                e);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }
}
