using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Grains.Tests.Fakes;
using S3Rec.Model.Data;

namespace S3Rec.Grains.Tests.Inference;

public sealed class InferenceEngineTests : IDisposable
{
    private const int ItemCount = 20;

    private readonly FakeTimeProvider _time = new();
    private readonly TestStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Without_a_model_the_reply_says_so()
    {
        using var engine = Engine(new());

        Assert.Equal(RankReply.NoModel, await engine.Rank(Request(1), Token));
    }

    [Fact]
    public async Task Rows_and_catalogue_items_are_translated_both_ways()
    {
        // Catalogue items 10, 30 and 20 have the rows 1, 2 and 3.
        var ranker = new ScriptedRanker(itemCount: 3);
        using var engine = Engine(new());
        await _store.AddItems(100);
        engine.Swap(new(Model(4, ["i10", "i30", "i20"], ranker)));

        var reply = await engine.Rank(new RankRequest([99, 20, 5, 10], Exclude: [10, 20, 98], Count: 5), Token);

        Assert.True(ranker.Batches.TryDequeue(out var batch));
        Assert.Equal([3, 1], batch[0].History);
        Assert.Equal([1, 3], batch[0].Exclude);
        Assert.Equal(4, reply.ModelVersion);
        Assert.Equal([30], reply.Items);
    }

    [Fact]
    public async Task A_history_the_model_does_not_know_gets_an_empty_list_with_the_version()
    {
        using var engine = Engine(new());
        engine.Swap(new(Model(3, new ScriptedRanker(ItemCount))));

        var reply = await engine.Rank(new RankRequest([500], [], Count: 5), Token);

        Assert.Equal((3, 0), (reply.ModelVersion, reply.Items.Length));
    }

    [Fact]
    public async Task What_is_queued_while_a_batch_runs_becomes_the_next_batch_up_to_its_bound()
    {
        var ranker = new ScriptedRanker(ItemCount);
        using var engine = Engine(new() { BatchMax = 3 });
        engine.Swap(new(Model(1, ranker)));
        ranker.Gate.Reset();
        var replies = new List<Task<RankReply>> { engine.Rank(Request(1), Token) };
        await ranker.BatchBegan();
        replies.AddRange(Enumerable.Range(2, 4).Select(item => engine.Rank(Request(item), Token)));
        ranker.Gate.Set();
        await Task.WhenAll(replies);

        Assert.Equal([1, 3, 1], ranker.Batches.Select(b => b.Length));
    }

    [Fact]
    public async Task A_full_queue_refuses_the_request()
    {
        var ranker = new ScriptedRanker(ItemCount);
        using var engine = Engine(new() { QueueLengthMax = 2 });
        engine.Swap(new(Model(1, ranker)));
        ranker.Gate.Reset();
        var running = engine.Rank(Request(1), Token);
        await ranker.BatchBegan();
        Task[] waiting = [running, engine.Rank(Request(2), Token), engine.Rank(Request(3), Token)];

        var refusal = Assert.Throws<OverloadedException>(() => { _ = engine.Rank(Request(4), Token); });

        Assert.True(refusal.IsTransient);
        Assert.Contains("Inference.QueueLengthMax", refusal.Message, StringComparison.Ordinal);
        ranker.Gate.Set();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Work_whose_caller_has_gone_or_that_waited_too_long_is_not_ranked()
    {
        var ranker = new ScriptedRanker(ItemCount);
        using var engine = Engine(new() { WaitMax = TimeSpan.FromSeconds(1) });
        engine.Swap(new(Model(1, ranker)));
        ranker.Gate.Reset();
        var running = engine.Rank(Request(1), Token);
        await ranker.BatchBegan();
        using var caller = new CancellationTokenSource();
        var expired = engine.Rank(Request(2), Token);
        _time.Advance(TimeSpan.FromSeconds(2));
        var left = engine.Rank(Request(3), caller.Token);
        await caller.CancelAsync();
        var last = engine.Rank(Request(4), Token);
        ranker.Gate.Set();

        await Task.WhenAll(running, last);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await Assert.ThrowsAsync<OverloadedException>(() => expired);
        Assert.Equal([1, 4], ranker.Batches.SelectMany(b => b).Select(q => q.History[0]));
    }

    [Fact]
    public async Task A_swap_takes_effect_with_the_next_batch_and_the_old_model_is_disposed_after_its_last()
    {
        var (old, next) = (new ScriptedRanker(ItemCount, mark: 1), new ScriptedRanker(ItemCount, mark: 2));
        using var engine = Engine(new());
        engine.Swap(new(Model(1, old)));
        old.Gate.Reset();
        var before = engine.Rank(Request(1), Token);
        await old.BatchBegan();

        engine.Swap(new(Model(2, next)));
        var after = engine.Rank(Request(1), Token);
        Assert.False(old.IsDisposed);
        old.Gate.Set();

        Assert.Equal((1, 1f), ((await before).ModelVersion, (await before).Scores[0]));
        Assert.Equal((2, 2f), ((await after).ModelVersion, (await after).Scores[0]));
        Assert.True(old.IsDisposed);
        Assert.False(next.IsDisposed);
    }

    [Fact]
    public void Disposing_the_engine_disposes_its_model()
    {
        var ranker = new ScriptedRanker(ItemCount);
        var engine = Engine(new());
        engine.Swap(new(Model(1, ranker)));
        engine.Dispose();

        Assert.True(ranker.IsDisposed);
    }

    [Fact]
    public void An_engine_that_is_gone_says_that_it_stops_and_not_that_it_is_full()
    {
        var engine = Engine(new());
        engine.Dispose();

        var refusal = Assert.Throws<OverloadedException>(() => { _ = engine.Rank(Request(1), Token); });
        Assert.StartsWith("The silo stops", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ranker_that_throws_fails_its_batch_only()
    {
        var ranker = new ScriptedRanker(ItemCount) { Fails = new InvalidOperationException("a bug") };
        using var engine = Engine(new());
        engine.Swap(new(Model(1, ranker)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.Rank(Request(1), Token));
        ranker.Fails = null;

        Assert.Equal(1, (await engine.Rank(Request(1), Token)).ModelVersion);
    }

    [Fact]
    public async Task A_linger_waits_for_a_fuller_batch()
    {
        var ranker = new ScriptedRanker(ItemCount);
        using var engine = Engine(new() { Linger = TimeSpan.FromMilliseconds(5), BatchMax = 2 });
        engine.Swap(new(Model(1, ranker)));
        var first = engine.Rank(Request(1), Token);
        var second = engine.Rank(Request(2), Token);
        await Task.WhenAll(first, second); // the clock stands still: only a full batch ends the linger

        Assert.Equal([2], ranker.Batches.Select(b => b.Length));
    }

    [Fact]
    public async Task A_burst_is_shared_by_the_threads_and_each_uses_a_ranker_of_its_own()
    {
        ScriptedRanker[] rankers = [new(ItemCount), new(ItemCount)];
        using var engine = Engine(new(), threadCount: 2);
        engine.Swap(new(Model(1, rankers)));
        foreach (var ranker in rankers)
            ranker.Gate.Reset();
        var replies = new List<Task<RankReply>> { engine.Rank(Request(1), Token), engine.Rank(Request(1), Token) };
        await Task.WhenAll(rankers[0].BatchBegan(), rankers[1].BatchBegan());
        replies.AddRange(Enumerable.Range(0, 8).Select(_ => engine.Rank(Request(2), Token)));
        rankers[0].Gate.Set();
        await rankers[0].BatchBegan();

        // Half of what waited: the other half was left to the other thread.
        Assert.Equal([1, 4], rankers[0].Batches.Take(2).Select(b => b.Length));
        rankers[1].Gate.Set();
        await Task.WhenAll(replies);
    }

    [Fact]
    public async Task A_swap_waits_for_every_thread_that_still_uses_the_old_model()
    {
        ScriptedRanker[] old = [new(ItemCount), new(ItemCount)];
        using var engine = Engine(new(), threadCount: 2);
        engine.Swap(new(Model(1, old)));
        foreach (var ranker in old)
            ranker.Gate.Reset();
        Task<RankReply>[] before = [engine.Rank(Request(1), Token), engine.Rank(Request(1), Token)];
        await Task.WhenAll(old[0].BatchBegan(), old[1].BatchBegan());
        engine.Swap(new(Model(2, [new(ItemCount), new(ItemCount)])));
        old[0].Gate.Set();
        Assert.Equal(2, (await engine.Rank(Request(1), Token)).ModelVersion);

        Assert.All(old, ranker => Assert.False(ranker.IsDisposed));
        old[1].Gate.Set();
        Assert.All(await Task.WhenAll(before), reply => Assert.Equal(1, reply.ModelVersion));
        engine.Dispose();
        Assert.All(old, ranker => Assert.True(ranker.IsDisposed));
    }

    [Fact]
    public async Task A_request_whose_caller_waits_no_longer_is_not_ranked()
    {
        var ranker = new ScriptedRanker(ItemCount);
        using var engine = Engine(new() { WaitMax = TimeSpan.FromSeconds(10) });
        engine.Swap(new(Model(1, ranker)));
        ranker.Gate.Reset();
        var running = engine.Rank(Request(1), Token);
        await ranker.BatchBegan();
        var hasty = engine.Rank(Request(2) with { Patience = TimeSpan.FromSeconds(1) }, Token);
        var patient = engine.Rank(Request(3) with { Patience = TimeSpan.FromSeconds(3) }, Token);
        var like = engine.RankSimilar(new(4, 1, TimeSpan.FromSeconds(1)), Token);
        _time.Advance(TimeSpan.FromSeconds(2));
        ranker.Gate.Set();

        await Task.WhenAll(running, patient);
        await Assert.ThrowsAsync<OverloadedException>(() => hasty);
        await Assert.ThrowsAsync<OverloadedException>(() => like);
        Assert.Equal([1, 3], ranker.Batches.SelectMany(b => b).Select(q => q.History[0]));
    }

    private InferenceEngine Engine(InferenceOptions options, int threadCount = 1) =>
        new(options, threadCount, _time, NullLogger<InferenceEngine>.Instance);

    private static RankRequest Request(int item) => new([item], [], Count: 3);

    /// <summary>A model whose rows are the catalogue's integers, with one ranker for each thread.</summary>
    private ServingModel Model(int version, ScriptedRanker[] rankers)
    {
        int[] same = [.. Enumerable.Range(0, ItemCount + 1)];
        return new(version, rankers, new ModelItems(new Vocabulary(TestStore.Items(ItemCount), []), same, _store.Catalogue));
    }

    private ServingModel Model(int version, ScriptedRanker ranker) => Model(version, [ranker]);

    private ServingModel Model(int version, string[] items, ScriptedRanker ranker)
    {
        int[] itemOfRow = [0, .. items.Select(id => _store.Catalogue.TryGetItem(id, out var item) ? item : -1)];
        return new(version, [ranker], new ModelItems(new Vocabulary(items, []), itemOfRow, _store.Catalogue));
    }
}
