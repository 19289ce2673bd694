using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using S3Rec.Contracts;

namespace S3Rec.Storage.Embedded.Engine;

/// <summary>
/// Group commit. All writes of the store go through one bounded queue to one thread, which takes what is queued, applies it in
/// one transaction and completes each request after the commit: while one fsync runs, the next batch gathers. A request that
/// fails takes only itself back; a commit that fails fails its whole batch, and the next batch starts afresh.
/// </summary>
internal sealed class StoreWriter : IStoreWriter, IDisposable
{
    private readonly StoreDatabase _database;
    private readonly int _queueCountMax;
    private readonly int _batchWeightMax;
    private readonly Channel<WriteRequest> _queue;
    private readonly List<WriteRequest> _batch = [];
    private readonly Thread _thread;
    private readonly Action<SqliteSession> _reconnected;
    private WriteSession? _session;
    private long _commitCount;
    private volatile bool _isClosed;

    /// <param name="database">The database.</param>
    /// <param name="queueCountMax">Requests that may wait.</param>
    /// <param name="batchWeightMax">Weight at which a batch is closed.</param>
    /// <param name="reconnected">Runs on the writer's thread when a connection was opened, at first and after each failed
    /// transaction: what lies in memory must be compared with what the disk really holds.</param>
    public StoreWriter(StoreDatabase database, int queueCountMax, int batchWeightMax, Action<SqliteSession> reconnected)
    {
        _database = database;
        _reconnected = reconnected;
        _queueCountMax = queueCountMax;
        _batchWeightMax = batchWeightMax;
        _queue = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(queueCountMax)
        {
            SingleReader = true,
            // The continuation is only the wake-up of the blocked thread: running it inline spares a hop over the thread pool.
            AllowSynchronousContinuations = true,
        });
        _thread = new Thread(Run) { Name = "s3rec-store-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Transactions that reached the disk.</summary>
    public long CommitCount => Interlocked.Read(ref _commitCount);

    /// <summary>Requests that wait.</summary>
    public int QueuedCount => _queue.Reader.Count;

    /// <inheritdoc/>
    public async Task<T> Submit<T>(
        Func<WriteSession, T> work,
        CancellationToken cancellationToken,
        Action<T>? committed = null,
        int weight = 1,
        bool isAlone = false)
    {
        var request = new WriteRequest<T>(work, committed)
        {
            Weight = weight,
            IsAlone = isAlone,
            CancellationToken = cancellationToken,
        };
        if (!_queue.Writer.TryWrite(request))
            throw _isClosed ? Closed() : Full();
        return await request.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no more requests, writes those that are queued, and ends.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _queue.Writer.TryComplete();
        _thread.Join();
    }

    private void Run()
    {
        while (WaitForRequests())
        {
            TakeBatch();
            WriteBatch();
            _batch.Clear();
        }

        _session?.Dispose();
    }

    // The thread is the writer's own, so it may block.
    private bool WaitForRequests() => _queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void TakeBatch()
    {
        var weight = 0;
        while (weight < _batchWeightMax && _queue.Reader.TryPeek(out var next))
        {
            if (next.IsAlone && _batch.Count > 0)
                return;
            _queue.Reader.TryRead(out _);
            _batch.Add(next);
            weight += next.Weight;
            if (next.IsAlone)
                return;
        }
    }

    private void WriteBatch()
    {
        try
        {
            if (_session is null)
            {
                _session = new WriteSession(_database.OpenWriter());
                _reconnected(_session.Sql);
            }

            _session.Begin();
            var isOnlyRequest = _batch.Count == 1;
            for (var i = 0; i < _batch.Count;)
            {
                if (TryApply(_session, _batch[i], isOnlyRequest))
                    i++;
                else
                    _batch.RemoveAt(i);
            }

            if (_batch.Count == 0)
            {
                _session.Rollback();
                return;
            }

            _session.Commit();
            Interlocked.Increment(ref _commitCount);
        }
        catch (SqliteException e)
        {
            FailBatch(e);
            return;
        }

        foreach (var request in _batch)
            request.Succeed();
    }

    /// <summary>False when this request was taken back and its caller told, while its neighbours go on.</summary>
    /// <exception cref="SqliteException">The transaction as a whole is lost.</exception>
    private static bool TryApply(WriteSession session, WriteRequest request, bool isOnlyRequest)
    {
        if (request.CancellationToken.IsCancellationRequested)
        {
            request.Cancel();
            return false;
        }

        // A lone request needs no savepoint: when it fails, nothing is committed.
        if (!isOnlyRequest)
            session.Save();
        try
        {
            request.Apply(session);
        }
        catch (Exception e) when (e is not SqliteException)
        {
            if (!isOnlyRequest)
                session.RollbackToSaved();
            request.Fail(e);
            return false;
        }

        if (!isOnlyRequest)
            session.Release();
        return true;
    }

    /// <summary>The next batch opens another connection: closing this one rolls back, whatever state the error left it
    /// in.</summary>
    private void FailBatch(SqliteException error)
    {
        _session?.Dispose();
        _session = null;
        foreach (var request in _batch)
            request.Fail(Failed(error));
    }

    private StorageUnavailableException Failed(SqliteException error) => new(
        $"The store '{_database.Folder}' did not take the write: {error.Message} " +
        "Look at its disk (space, errors, permissions), then send the request again with the same event ids.",
        error);

    private OverloadedException Full() => new(
        $"{_queueCountMax} writes wait for the store '{_database.Folder}' already. " +
        "Try again after a moment; if it stays so, the disk is too slow.");

    private StorageUnavailableException Closed() => new(
        $"The store '{_database.Folder}' is closed. Send the request again when it is open.");
}
