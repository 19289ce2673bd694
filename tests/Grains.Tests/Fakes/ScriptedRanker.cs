using System.Collections.Concurrent;
using S3Rec.Model.Ranking;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>Ranks rows in ascending order with the score <paramref name="mark"/>, as many as it has, and does not begin a batch
/// before its gate is open.</summary>
internal sealed class ScriptedRanker(int itemCount = 0, float mark = 1) : IRanker
{
    private readonly SemaphoreSlim _began = new(0);

    /// <summary>V, the rows there are.</summary>
    public int ItemCount { get; set; } = itemCount;

    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    public ConcurrentQueue<RankQuery[]> Batches { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Thrown by the next batches; null for none.</summary>
    public Exception? Fails { get; set; }

    /// <summary>Waits until a batch has begun; each batch ends one wait.</summary>
    public Task BatchBegan() => _began.WaitAsync(TestContext.Current.CancellationToken);

    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Batches.Enqueue(queries.ToArray());
        _began.Release();
        Gate.Wait(TestContext.Current.CancellationToken);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (Fails is { } failure)
            throw failure;

        for (var i = 0; i < queries.Length; i++)
        {
            var query = queries[i];
            int[] rows = [.. Enumerable.Range(1, ItemCount).Except(query.Exclude).Take(query.Count)];
            lists[i] = new(rows, Array.ConvertAll(rows, _ => mark));
        }
    }

    /// <summary>Not scripted.</summary>
    public void Explain(ReadOnlySpan<ExplainQuery> queries, Span<Explanation> explanations) => throw new NotSupportedException();

    /// <summary>Not scripted.</summary>
    public void Similar(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists) => throw new NotSupportedException();

    public void Dispose() => IsDisposed = true;
}
