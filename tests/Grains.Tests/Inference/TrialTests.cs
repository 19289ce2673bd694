using Microsoft.Extensions.Logging.Abstractions;
using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Grains.Tests.Fakes;
using S3Rec.Model.Data;

namespace S3Rec.Grains.Tests.Inference;

/// <summary>The engine with two serving models.</summary>
public sealed class TrialTests : IDisposable
{
    private const int ItemCount = 20;

    private readonly TestStore _store = new();
    private readonly ScriptedRanker _live = new(ItemCount, mark: 1);
    private readonly ScriptedRanker _trial = new(ItemCount, mark: 2);
    private readonly InferenceEngine _engine = new(new(), threadCount: 1, TimeProvider.System, NullLogger<InferenceEngine>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _engine.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task A_batch_of_both_kinds_of_users_is_ranked_each_by_the_model_of_the_user()
    {
        var live = Model(7, _live);
        _engine.Swap(new(live, Model(9, _trial), 0.5));
        _live.Gate.Reset();
        var first = _engine.Rank(Request(null), Token);
        await _live.BatchBegan();
        var numbers = Enumerable.Range(0, 40).Select(n => UserSplit.NumberOf($"user-{n}")).ToArray();
        var asked = Array.ConvertAll(numbers, number => _engine.Rank(Request(number), Token));
        _live.Gate.Set();
        var replies = await Task.WhenAll(asked);
        await first;

        for (var n = 0; n < numbers.Length; n++)
        {
            var isOnTrial = UserSplit.IsOnTrial(numbers[n], 9, 0.5);
            Assert.Equal(isOnTrial ? 9 : 7, replies[n].ModelVersion);
            Assert.All(replies[n].Scores, score => Assert.Equal(isOnTrial ? 2f : 1f, score));
        }

        // One batch, and each model ranked its part of it at once.
        Assert.Equal([1, replies.Count(r => r.ModelVersion == 7)], _live.Batches.Select(b => b.Length));
        Assert.Equal([replies.Count(r => r.ModelVersion == 9)], _trial.Batches.Select(b => b.Length));
    }

    [Fact]
    public async Task What_belongs_to_no_user_is_answered_by_the_live_model()
    {
        _engine.Swap(new(Model(7, _live), Model(9, _trial), 0.999_999));

        Assert.Equal(7, (await _engine.Rank(Request(null), Token)).ModelVersion);
        Assert.Equal(7, (await _engine.RankSimilar(new(3, 2, TimeSpan.Zero), Token)).ModelVersion);
        Assert.Equal(9, (await _engine.Rank(Request(UserSplit.NumberOf("ann")), Token)).ModelVersion);
    }

    [Fact]
    public async Task A_failure_of_one_model_fails_only_its_own_users()
    {
        _engine.Swap(new(Model(7, _live), Model(9, _trial), 0.5));
        _trial.Fails = new InvalidOperationException("broken");
        var onTrial = Enumerable.Range(0, 100).Select(n => UserSplit.NumberOf($"{n}")).First(n => UserSplit.IsOnTrial(n, 9, 0.5));
        _live.Gate.Reset();
        var running = _engine.Rank(Request(null), Token);
        await _live.BatchBegan();
        var (bad, good) = (_engine.Rank(Request(onTrial), Token), _engine.Rank(Request(null), Token));
        _live.Gate.Set();

        await running;
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Equal(7, (await good).ModelVersion);
    }

    [Fact]
    public async Task A_model_that_changes_its_role_is_kept_and_one_that_has_none_is_disposed()
    {
        var (live, trial) = (Model(7, _live), Model(9, _trial));
        _engine.Swap(new(live, trial, 0.5));
        _engine.Swap(new(trial));

        Assert.Equal(9, (await _engine.Rank(Request(null), Token)).ModelVersion);
        await _engine.Rank(Request(null), Token); // the thread came round in between
        Assert.True(_live.IsDisposed);
        Assert.False(_trial.IsDisposed);
    }

    private static RankRequest Request(ulong? user) => new([1], [], Count: 3) { User = user };

    private ServingModel Model(int version, ScriptedRanker ranker)
    {
        int[] same = [.. Enumerable.Range(0, ItemCount + 1)];
        return new(version, [ranker], new ModelItems(new Vocabulary(TestStore.Items(ItemCount), []), same, _store.Catalogue));
    }
}
