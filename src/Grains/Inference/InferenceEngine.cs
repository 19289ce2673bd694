using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using S3Rec.Contracts;

namespace S3Rec.Grains.Inference;

/// <summary>
/// The silo's one way to the model: a bounded queue and the threads that alone touch the rankers, one ranker each. A thread that
/// becomes free takes its share of what is queued, up to a batch, and ranks it with the versions that are current at that moment: each
/// request by one of them. A swap replaces one reference; a model that is replaced is disposed after its last batch on any thread.
/// </summary>
internal sealed partial class InferenceEngine : IDisposable
{
    private readonly InferenceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<InferenceEngine> _logger;
    private readonly Channel<PendingRank> _queue;
    private readonly Thread[] _threads;
    private readonly CurrentModels _current = new();
    private volatile bool _isClosed;

    /// <param name="options">Bounds of the queue and of batches.</param>
    /// <param name="threadCount">Threads that rank, 1 or more; every model has as many rankers.</param>
    /// <param name="time">Measures how long requests wait.</param>
    /// <param name="logger">Told of batches that fail.</param>
    public InferenceEngine(InferenceOptions options, int threadCount, TimeProvider time, ILogger<InferenceEngine> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<PendingRank>(new BoundedChannelOptions(options.QueueLengthMax)
        {
            // The continuation is only the wake-up of a blocked thread: running it inline spares a hop over the thread pool.
            AllowSynchronousContinuations = true,
        });
        _threads =
        [
            .. Enumerable.Range(0, threadCount)
                .Select(thread => new Thread(() => Run(thread)) { Name = $"inference-{thread}", IsBackground = true }),
        ];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Threads that rank.</summary>
    public int ThreadCount => _threads.Length;

    /// <summary>The models that serve.</summary>
    public ServingSet Serving => _current.Serving;

    /// <summary>Queues a history to rank for.</summary>
    /// <exception cref="OverloadedException">The queue is full or closed, or the request waited too long in it.</exception>
    public Task<RankReply> Rank(RankRequest request, CancellationToken cancellationToken) =>
        Queue(new(request, _time.GetTimestamp(), cancellationToken));

    /// <summary>Queues an item to find the like of.</summary>
    /// <exception cref="OverloadedException">The queue is full or closed, or the request waited too long in it.</exception>
    public Task<RankReply> RankSimilar(SimilarRequest request, CancellationToken cancellationToken) =>
        Queue(new(request, _time.GetTimestamp(), cancellationToken));

    /// <summary>Serves other models from the next batch on.</summary>
    public void Swap(ServingSet next)
    {
        if (_current.Swap(next))
            Wake(); // never without need: it takes a place in the queue
    }

    /// <summary>Answers what is queued, then ends the threads and disposes the models.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _queue.Writer.TryComplete();
        foreach (var thread in _threads)
            thread.Join();
        Swap(ServingSet.None);
        DisposeRetired();
    }

    private Task<RankReply> Queue(PendingRank pending)
    {
        if (!_queue.Writer.TryWrite(pending))
        {
            throw new OverloadedException(_isClosed
                ? "The silo stops and ranks no more. Try again after a moment; another silo, or this one anew, will answer."
                : $"{_options.QueueLengthMax} requests wait for the model already (Inference.QueueLengthMax). Try again after a moment.");
        }

        return pending.Reply;
    }

    /// <summary>An idle thread must come round to dispose the old model. When the queue is full one comes round anyway.</summary>
    private void Wake()
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        _queue.Writer.TryWrite(new PendingRank(new RankRequest([], [], Count: 1), _time.GetTimestamp(), gone.Token));
    }

    private void Run(int thread)
    {
        var batch = new List<PendingRank>(_options.BatchMax);
        while (WaitForWork(CancellationToken.None))
        {
            Collect(batch);
            if (batch.Count > 0)
                Answer(batch, thread);

            batch.Clear();
            DisposeRetired();
        }
    }

    private bool WaitForWork(CancellationToken cancellationToken) =>
        _queue.Reader.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult();

    private void Collect(List<PendingRank> batch)
    {
        TakeQueued(batch);
        if (_options.Linger == TimeSpan.Zero || batch.Count == 0)
            return;

        using var linger = new CancellationTokenSource(_options.Linger, _time);
        try
        {
            while (batch.Count < _options.BatchMax && WaitForWork(linger.Token))
                TakeQueued(batch);
        }
        catch (OperationCanceledException)
        {
            // The linger is over; the batch is what came.
        }
    }

    /// <summary>Takes this thread's share, so that a burst is ranked by all threads and not by the first that wakes.</summary>
    private void TakeQueued(List<PendingRank> batch)
    {
        var share = (_queue.Reader.Count + _threads.Length - 1) / _threads.Length;
        for (; share > 0 && batch.Count < _options.BatchMax && _queue.Reader.TryRead(out var pending); share--)
        {
            if (!pending.IsDropped(_time, _options.WaitMax))
                batch.Add(pending);
        }
    }

    private void Answer(List<PendingRank> batch, int thread)
    {
        var serving = _current.Borrow();
        try
        {
            if (serving.Trial is not null && batch.FindAll(serving.IsOnTrial) is { Count: > 0 } onTrial)
            {
                Answer(onTrial, serving.Trial, thread);
                batch.RemoveAll(serving.IsOnTrial);
            }

            if (batch.Count > 0)
                Answer(batch, serving.Live, thread);
        }
        finally
        {
            _current.Return(serving);
        }
    }

    private void Answer(List<PendingRank> batch, ServingModel? model, int thread)
    {
        if (model is null)
        {
            batch.ForEach(static pending => pending.Complete(RankReply.NoModel));
            return;
        }

        try
        {
            model.Answer(batch, thread);
        }
        catch (Exception failure)
        {
            // A ranker that throws has a bug: its batch fails with it, the thread and the queue go on.
            LogBatchFailed(_logger, batch.Count, model.Version, failure);
            batch.ForEach(pending => pending.Fail(failure));
        }
    }

    private void DisposeRetired()
    {
        while (_current.TakeRetired() is { } old)
        {
            old.Dispose();
            LogDisposed(_logger, old.Version);
        }
    }
}
