using System.Collections.Concurrent;
using S3Rec.Model.Ranking;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>Ranks rows in ascending order with the score <paramref name="mark"/>, as many as it has, cold ones included, and does not
/// begin a batch before its gate is open.</summary>
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
            lists[i] = List(queries[i].Exclude, queries[i].Only, queries[i].Cold, queries[i].Count);
    }

    /// <summary>The newest item of the history carries twice what the one before it does, all before that speak against the item, and
    /// every item shares the attribute row 1 with each of them.</summary>
    public void Explain(ReadOnlySpan<ExplainQuery> queries, Span<Explanation> explanations)
    {
        for (var i = 0; i < queries.Length; i++)
        {
            var (rows, history) = (queries[i].Rows, queries[i].History);
            float[] contributions = [.. history.Select((_, t) => t == history.Length - 1 ? 2f : t == history.Length - 2 ? 1f : -1f)];
            explanations[i] = new(
                Array.ConvertAll(rows, _ => mark),
                Array.ConvertAll(rows, _ => contributions),
                Array.ConvertAll(rows, _ => Array.ConvertAll(history, _ => new[] { 1 })));
        }
    }

    public void Similar(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists)
    {
        for (var i = 0; i < queries.Length; i++)
            lists[i] = List([.. queries[i].Exclude, queries[i].Row], queries[i].Only, queries[i].Cold, queries[i].Count);
    }

    public void Dispose() => IsDisposed = true;

    private RankedList List(int[] exclude, int[]? only, ColdItems? cold, int count)
    {
        var all = Enumerable.Range(1, ItemCount).Concat(Enumerable.Range(ItemCount + 2, cold?.Count ?? 0));
        int[] rows = [.. all.Except(exclude).Where(row => only is null || only.Contains(row)).Take(count)];
        return new(rows, Array.ConvertAll(rows, _ => mark));
    }
}
