using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Grains.Tests.Fakes;

namespace S3Rec.Grains.Tests.Models;

/// <summary>Silos with the real ranker and several versions.</summary>
public sealed class SplitTests : IAsyncLifetime
{
    private const int ItemCount = 40;

    private readonly TestStore _store = new();
    private TestSilos _silos = null!;
    private int _live;
    private int _trial;
    private int _other;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServingSet Serving => _silos.Service<InferenceEngine>().Serving;

    private (int? Live, int? Trial, double Share) Served => (Serving.Live?.Version, Serving.Trial?.Version, Serving.Share);

    public async ValueTask InitializeAsync()
    {
        await _store.AddItems(ItemCount);
        _silos = await TestSilos.Start(_store);
        _live = await _store.Publish(TestStore.Items(ItemCount), seed: 1);
        _trial = await _store.Publish(TestStore.Items(ItemCount), seed: 2);
        _other = await _store.Publish(TestStore.Items(ItemCount), seed: 3);
        await _silos.Registry.Activate(_live, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _silos.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task A_trial_begins_changes_its_share_and_ends()
    {
        await _silos.Registry.SetSplit(new(_trial, 0.1), Token);
        Assert.Equal((_live, _trial, 0.1), Served);
        var loaded = Serving.Trial;

        await _silos.Registry.SetSplit(new(_trial, 0.9), Token);
        Assert.Equal((_live, _trial, 0.9), Served);
        Assert.Same(loaded, Serving.Trial);
        await _silos.Registry.SetSplit(new(_other, 0.2), Token);
        Assert.Equal((_live, _other, 0.2), Served);

        await _silos.Registry.SetSplit(null, Token);
        await _silos.Registry.SetSplit(null, Token);
        Assert.Equal((_live, null, 0), Served);
        Assert.Null((await _silos.Registry.GetStatus(Token)).Split);
    }

    [Fact]
    public async Task A_trial_ends_when_its_version_becomes_live_without_loading_it_again()
    {
        await _silos.Registry.SetSplit(new(_trial, 0.1), Token);
        var loaded = Serving.Trial;

        await _silos.Registry.Activate(_trial, Token);

        Assert.Equal((_trial, null, 0), Served);
        Assert.Same(loaded, Serving.Live);
        Assert.Equal(new(_trial, null), await _store.Checkpoints.GetServing(Token));
    }

    [Fact]
    public async Task A_trial_goes_on_when_another_version_becomes_live()
    {
        await _silos.Registry.SetSplit(new(_trial, 0.1), Token);

        await _silos.Registry.Activate(_other, Token);

        Assert.Equal((_other, _trial, 0.1), Served);
        Assert.Equal(new(_other, new(_trial, 0.1)), await _store.Checkpoints.GetServing(Token));
    }

    [Fact]
    public async Task A_trial_that_cannot_be_is_refused_with_its_reason_and_changes_nothing()
    {
        await _silos.Registry.SetSplit(new(_trial, 0.1), Token);
        var foreign = await _store.Publish(["of another shop"]);
        async Task<string> Field(ModelSplit split) =>
            (await Assert.ThrowsAsync<InvalidRequestException>(() => _silos.Registry.SetSplit(split, Token))).Field;

        await Assert.ThrowsAsync<CheckpointRefusedException>(() => _silos.Registry.SetSplit(new(foreign, 0.5), Token));
        await Assert.ThrowsAsync<UnknownModelException>(() => _silos.Registry.SetSplit(new(77, 0.5), Token));
        Assert.Equal("version", await Field(new(_live, 0.5)));
        Assert.Equal("version", await Field(new(0, 0.5)));
        foreach (var share in (double[])[0, 1, -0.1, double.NaN])
            Assert.Equal("share", await Field(new(_other, share)));
        Assert.Equal((_live, _trial, 0.1), Served);
        Assert.Equal(new(_live, new(_trial, 0.1)), await _store.Checkpoints.GetServing(Token));
    }

    [Fact]
    public async Task Without_a_live_model_there_is_nothing_to_be_on_trial_beside()
    {
        using var store = new TestStore();
        await store.AddItems(ItemCount);
        await using var silos = await TestSilos.Start(store);
        var version = await store.Publish(TestStore.Items(ItemCount));

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => silos.Registry.SetSplit(new(version, 0.5), Token));

        Assert.Contains("No model is live", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_does_not_take_the_change_leaves_what_served()
    {
        await _silos.Registry.SetSplit(new(_trial, 0.1), Token);
        _store.Checkpoints.SetLiveVersionFails = true;

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _silos.Registry.SetSplit(new(_other, 0.5), Token));
        Assert.Equal((_live, _trial, 0.1), Served);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _silos.Registry.Activate(_trial, Token));
        Assert.Equal((_live, _trial, 0.1), Served);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _silos.Registry.SetSplit(null, Token));
        Assert.Equal((_live, _trial, 0.1), Served);
    }

    [Fact]
    public async Task Swaps_of_both_models_under_load_give_every_user_a_whole_list_of_a_version_of_theirs()
    {
        var user = _silos.User("u");
        await user.Record([new("u", "i3"), new("u", "i9")], Token);
        var expected = new Dictionary<int, IReadOnlyList<RecommendedItem>>();
        foreach (var version in (int[])[_trial, _other, _live])
        {
            await _silos.Registry.Activate(version, Token);
            expected[version] = (await user.GetRecommendations(new(5), Token)).Items;
        }

        using var done = new CancellationTokenSource();
        var askers = Enumerable.Range(0, 4).Select(_ => Ask(user, done.Token)).ToArray();
        for (var i = 0; i < 10; i++)
        {
            var next = i % 2 == 0 ? _trial : _other;
            await _silos.Registry.SetSplit(new(next, 0.999_999), Token);
            await _silos.Registry.Activate(i % 3 == 0 ? next : _live, Token);
            await _silos.Registry.SetSplit(null, Token);
            await _silos.Registry.Activate(_live, Token);
        }

        await done.CancelAsync();
        var lists = (await Task.WhenAll(askers)).SelectMany(l => l).ToArray();
        Assert.All(lists, list => Assert.Equal(expected[list.ModelVersion!.Value], list.Items));
        Assert.InRange(lists.Select(l => l.ModelVersion).Distinct().Count(), 2, 3);
    }

    private static async Task<List<Recommendations>> Ask(IUserGrain user, CancellationToken done)
    {
        var lists = new List<Recommendations>();
        while (!done.IsCancellationRequested)
            lists.Add(await user.GetRecommendations(new(5), Token));
        return lists;
    }
}
