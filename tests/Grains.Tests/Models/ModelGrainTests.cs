using S3Rec.Contracts;
using S3Rec.Grains.Roles;
using S3Rec.Grains.Tests.Fakes;

namespace S3Rec.Grains.Tests.Models;

public sealed class ModelGrainTests : IAsyncLifetime
{
    private const int ItemCount = 40;

    private readonly TestStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.AddItems(ItemCount);

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Swaps_under_load_give_no_error_and_every_list_is_of_one_version()
    {
        await using var silos = await TestSilos.Start(_store);
        int[] versions = [await _store.Publish(TestStore.Items(ItemCount), seed: 1), await _store.Publish(TestStore.Items(ItemCount), seed: 2)];
        var user = silos.User("u");
        await user.Record([new("u", "i3"), new("u", "i9")], Token);
        var expected = new Dictionary<int, IReadOnlyList<RecommendedItem>>();
        foreach (var version in versions)
        {
            await silos.Registry.Activate(version, Token);
            expected[version] = (await user.GetRecommendations(new(5), Token)).Items;
        }

        Assert.NotEqual(expected[versions[0]], expected[versions[1]]);
        using var done = new CancellationTokenSource();
        var askers = Enumerable.Range(0, 4).Select(_ => Ask(user, done.Token)).ToArray();
        for (var i = 0; i < 20; i++)
            await silos.Registry.Activate(versions[i % 2], Token);
        await done.CancelAsync();

        var lists = (await Task.WhenAll(askers)).SelectMany(l => l).ToArray();
        Assert.All(lists, list => Assert.Equal(expected[list.ModelVersion!.Value], list.Items));
        Assert.Equal(2, lists.Select(l => l.ModelVersion).Distinct().Count());
    }

    [Fact]
    public async Task A_silo_loads_the_live_model_by_itself_when_it_starts()
    {
        var version = await _store.Publish(TestStore.Items(ItemCount));
        await _store.Checkpoints.SetLiveVersion(version, Token);
        await using var silos = await TestSilos.Start(_store);
        var replica = silos.Cluster.Client.GetGrain<IModelGrain>(0);

        // Load waits for the reconciliation that is on its way, and then has nothing to do.
        await replica.Load(version, Token);

        Assert.Equal(version, await replica.GetVersion(Token));
    }

    [Fact]
    public async Task Models_are_listed_newest_first_with_the_live_one_marked()
    {
        await using var silos = await TestSilos.Start(_store);
        await _store.Publish(TestStore.Items(3));
        var live = await _store.Publish(TestStore.Items(4));
        await _store.Publish(TestStore.Items(5), verdict: ModelVerdict.Rejected);

        var activated = await silos.Registry.Activate(live, Token);
        var models = await silos.Registry.GetModels(Token);

        Assert.True(activated.IsLive);
        Assert.Equal([(3, false), (2, true), (1, false)], models.Select(m => (m.Version, m.IsLive)));
        Assert.Equal(
            [ModelVerdict.Rejected, ModelVerdict.Accepted, ModelVerdict.Accepted], models.Select(m => m.Verdict));
        Assert.Equal([false, true, false], models.Select(m => m.LiveAt is not null));
    }

    [Fact]
    public async Task A_version_that_cannot_serve_leaves_everything_as_it_was()
    {
        await using var silos = await TestSilos.Start(_store);
        var good = await _store.Publish(TestStore.Items(ItemCount));
        var foreign = await _store.Publish(["of another shop"]);
        await silos.Registry.Activate(good, Token);

        await Assert.ThrowsAsync<CheckpointRefusedException>(() => silos.Registry.Activate(foreign, Token));
        var unknown = await Assert.ThrowsAsync<UnknownModelException>(() => silos.Registry.Activate(77, Token));

        Assert.Equal(77, unknown.Version);
        Assert.Equal(good, (await silos.Registry.GetModels(Token)).Single(m => m.IsLive).Version);
        Assert.Equal(good, await silos.Cluster.Client.GetGrain<IModelGrain>(0).GetVersion(Token));
    }

    [Fact]
    public async Task A_store_that_cannot_name_the_live_version_leaves_the_old_one_serving()
    {
        await using var silos = await TestSilos.Start(_store);
        var (old, next) = (await _store.Publish(TestStore.Items(5)), await _store.Publish(TestStore.Items(5), seed: 2));
        await silos.Registry.Activate(old, Token);
        _store.Checkpoints.SetLiveVersionFails = true;

        await Assert.ThrowsAsync<StorageUnavailableException>(() => silos.Registry.Activate(next, Token));

        Assert.Equal(old, await silos.Cluster.Client.GetGrain<IModelGrain>(0).GetVersion(Token));
    }

    [Fact]
    public async Task Replicas_live_on_model_silos_only()
    {
        await using var silos = await TestSilos.Start(
            _store,
            options => (options.Model.Replicas, options.Model.ReconcilePeriod) = (4, TimeSpan.FromHours(1)),
            silos: 3,
            rolesOf: silo => silo == "Silo_0" ? SiloRoles.Trainer : SiloRoles.Model);
        await silos.Cluster.WaitForLivenessToStabilizeAsync();
        foreach (var replica in Enumerable.Range(0, 4).Select(r => silos.Cluster.Client.GetGrain<IModelGrain>(r)))
        {
            await replica.GetVersion(Token);
            Assert.NotEqual("Silo_0", silos.SiloOf(replica));
        }
    }

    [Fact]
    public async Task On_the_only_silo_every_replica_is_in_its_place()
    {
        await using var silos = await TestSilos.Start(_store);

        Assert.All(Enumerable.Range(0, 4), replica => Assert.False(silos.Service<ReplicaPlaces>().IsElsewhere(replica)));
    }

    [Fact]
    public async Task Without_a_model_silo_the_list_is_popular()
    {
        await using var silos = await TestSilos.Start(_store, options => options.Roles = SiloRoles.None);
        var user = silos.User("u");
        await user.Record([new("u", "i3")], Token);

        var list = await user.GetRecommendations(new(2), Token);

        Assert.Equal((null, RecommendationSource.Popular, 2), (list.ModelVersion, list.Source, list.Items.Count));
    }

    [Fact]
    public async Task A_model_that_does_not_answer_in_time_is_stood_in_for_and_never_ranks_what_nobody_waits_for()
    {
        var ranker = new ScriptedRanker();
        await using var silos = await TestSilos.Start(
            _store,
            options => (options.Users.RankTimeout, options.Inference.WaitMax) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(50)),
            new ScriptedRankerSource(ranker));
        await silos.Registry.Activate(await _store.Publish(TestStore.Items(ItemCount)), Token);
        await silos.User("u").Record([new("u", "i3")], Token);
        ranker.Batches.Clear();
        ranker.Gate.Reset();

        var running = await silos.User("u").GetRecommendations(new(2), Token);
        var queued = await silos.User("u").GetRecommendations(new(2) { Deny = ["i4"] }, Token);

        Assert.All([running, queued], list => Assert.Equal((null, RecommendationSource.Popular, 2), (list.ModelVersion, list.Source, list.Items.Count)));
        ranker.Gate.Set();
        await silos.DisposeAsync(); // answers what is queued first
        Assert.Equal([4], Assert.Single(ranker.Batches.SelectMany(b => b)).Exclude);
    }

    private static async Task<List<Recommendations>> Ask(IUserGrain user, CancellationToken done)
    {
        var lists = new List<Recommendations>();
        while (!done.IsCancellationRequested)
            lists.Add(await user.GetRecommendations(new(5), Token));
        return lists;
    }
}
