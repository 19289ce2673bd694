using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using S3Rec.Contracts;
using S3Rec.Model.Ranking;

namespace S3Rec.Grains.Inference;

/// <summary>
/// The silo's one way to the model: a bounded queue and one thread that alone touches the ranker. When the thread becomes free it
/// takes what is queued, up to a batch, and ranks all of it with the version that is current at that moment. A swap replaces one
/// reference; the old model is disposed by the same thread, so never under a batch.
/// </summary>
internal sealed partial class InferenceEngine : IDisposable
{
    private readonly InferenceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<InferenceEngine> _logger;
    private readonly Channel<PendingRank> _queue;
    private readonly ConcurrentQueue<ServingModel> _retired = new();
    private readonly Thread _thread;
    private ServingModel? _current;
    private volatile bool _isClosed;

    public InferenceEngine(InferenceOptions options, TimeProvider time, ILogger<InferenceEngine> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<PendingRank>(new BoundedChannelOptions(options.QueueLengthMax)
        {
            AllowSynchronousContinuations = false,
        });
        _thread = new Thread(Run) { Name = "inference", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The version that serves; null when no model is loaded.</summary>
    public int? Version => Volatile.Read(ref _current)?.Version;

    /// <summary>Queues a request.</summary>
    /// <exception cref="OverloadedException">The queue is full or closed, or the request waited too long in it.</exception>
    public Task<RankReply> Rank(RankRequest request, CancellationToken cancellationToken)
    {
        var pending = new PendingRank(request, _time.GetTimestamp(), cancellationToken);
        if (!_queue.Writer.TryWrite(pending))
        {
            throw new OverloadedException(_isClosed
                ? "The silo stops and ranks no more. Try again after a moment; another silo, or this one anew, will answer."
                : $"{_options.QueueLengthMax} requests wait for the model already (Inference.QueueLengthMax). Try again after a moment.");
        }

        return pending.Reply;
    }

    /// <summary>Serves another model from the next batch on; null serves none.</summary>
    public void Swap(ServingModel? next)
    {
        if (Interlocked.Exchange(ref _current, next) is not { } old)
            return;

        _retired.Enqueue(old);
        Wake();
    }

    /// <summary>Answers what is queued, then ends the thread and disposes the models.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _queue.Writer.TryComplete();
        _thread.Join();
    }

    /// <summary>An idle thread must come round to dispose the old model. When the queue is full it comes round anyway.</summary>
    private void Wake()
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        _queue.Writer.TryWrite(new PendingRank(new([], [], Count: 1), _time.GetTimestamp(), gone.Token));
    }

    private void Run()
    {
        var batch = new List<PendingRank>(_options.BatchMax);
        while (WaitForWork(CancellationToken.None))
        {
            Collect(batch);
            if (batch.Count > 0)
                Answer(batch, Volatile.Read(ref _current));

            batch.Clear();
            DisposeRetired();
        }

        Swap(null);
        DisposeRetired();
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

    private void TakeQueued(List<PendingRank> batch)
    {
        while (batch.Count < _options.BatchMax && _queue.Reader.TryRead(out var pending))
        {
            if (!pending.IsDropped(_time, _options.WaitMax))
                batch.Add(pending);
        }
    }

    private void Answer(List<PendingRank> batch, ServingModel? model)
    {
        try
        {
            if (model is null)
                batch.ForEach(static pending => pending.Complete(RankReply.NoModel));
            else
                Rank(batch, model);
        }
        catch (Exception failure)
        {
            // A ranker that throws has a bug: its batch fails with it, the thread and the queue go on.
            LogBatchFailed(_logger, batch.Count, model!.Version, failure);
            batch.ForEach(pending => pending.Fail(failure));
        }
    }

    private static void Rank(List<PendingRank> batch, ServingModel model)
    {
        var asked = new List<PendingRank>(batch.Count);
        var queries = new List<RankQuery>(batch.Count);
        foreach (var pending in batch)
        {
            if (model.ToQuery(pending.Request) is { } query)
            {
                asked.Add(pending);
                queries.Add(query);
            }
            else
            {
                pending.Complete(model.NothingKnown());
            }
        }

        if (queries.Count == 0)
            return;

        var lists = new RankedList[queries.Count];
        model.Rank(queries.ToArray(), lists);
        for (var i = 0; i < lists.Length; i++)
            asked[i].Complete(model.ToReply(lists[i]));
    }

    private void DisposeRetired()
    {
        while (_retired.TryDequeue(out var old))
        {
            old.Dispose();
            LogDisposed(_logger, old.Version);
        }
    }
}
