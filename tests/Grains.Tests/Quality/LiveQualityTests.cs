using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Grains.Quality;
using S3Rec.Grains.Tests.Fakes;

namespace S3Rec.Grains.Tests.Quality;

/// <summary>Silos whose models rank all items but those excluded, in the catalogue's order.</summary>
public sealed class LiveQualityTests : IAsyncLifetime
{
    private const int ItemCount = 40;

    private readonly TestStore _store = new();
    private TestSilos _silos = null!;
    private int _live;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.AddItems(ItemCount);
        _silos = await TestSilos.Start(_store, source: new ScriptedRankerSource(new()));
        _live = await _store.Publish(TestStore.Items(ItemCount), attributes: ["a1"]);
        await _silos.Registry.Activate(_live, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _silos.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task The_next_new_interaction_makes_a_served_list_a_hit_or_a_miss_once()
    {
        await Take("u", "i0", "e0"); // before any list
        await Ask("u");              // i1 … i10
        await Take("u", "i0", "e0"); // a duplicate
        await Take("u", "i3", "e1"); // a hit at rank 2, and the second one judges nothing
        await Take("u", "i4", "e2");
        await Ask("u");
        await Take("u", "i30", "e3"); // a miss

        var week = (await Week()).Single();

        Assert.Equal((2, 0.5, 0.25, 12.0 / ItemCount), (week.Judged, week.HitRate, week.Ndcg, week.Coverage));
    }

    [Fact]
    public async Task A_list_that_is_not_fair_is_not_judged_and_leaves_the_one_before_it()
    {
        await Take("u", "i0", "e0");
        await Ask("u");
        await _silos.User("u").GetRecommendations(new(10) { Deny = ["i1", "i2"] }, Token);
        await _silos.User("u").GetRecommendations(new(9), Token);
        await _silos.User("u").GetRecommendations(new(10) { History = ["i7"] }, Token);
        await Take("u", "i1", "e1");
        await Take("v", "i0", "e0");
        await _silos.User("v").GetRecommendations(new(10) { Explain = true }, Token);
        await Take("v", "i1", "e1");

        var week = (await Week()).Single();

        Assert.Equal((1, 1.0, 10.0 / ItemCount), (week.Judged, week.HitRate, week.Coverage));
    }

    [Fact]
    public async Task A_popular_list_is_nobodys_to_be_judged()
    {
        await Ask("new");
        await Take("new", "i0", "e0");

        Assert.Empty(await Week());
    }

    [Fact]
    public async Task The_first_interaction_of_a_call_judges_the_list()
    {
        await Take("u", "i0", "e0");
        await Ask("u");
        await _silos.User("u").Record([new("u", "i39"), new("u", "i1")], Token);

        Assert.Equal((1, 0.0), ((await Week()).Single().Judged, (await Week()).Single().HitRate));
    }

    [Fact]
    public async Task Each_user_stays_with_one_version_and_both_are_judged_side_by_side()
    {
        var trial = await _store.Publish(TestStore.Items(ItemCount), seed: 2);
        await _silos.Registry.SetSplit(new(trial, 0.5), Token);
        string[] users = [.. Enumerable.Range(0, 30).Select(n => $"user-{n}")];
        bool IsOnTrial(string user) => UserSplit.IsOnTrial(UserSplit.NumberOf(user), trial, 0.5);
        foreach (var user in users)
        {
            await Take(user, "i0", "e0");
            for (var round = 0; round < 2; round++)
            {
                var list = await Ask(user);
                Assert.Equal(IsOnTrial(user) ? trial : _live, list.ModelVersion);
                await Take(user, IsOnTrial(user) ? list.Items[0].ItemId : "i39", $"round{round}");
            }

            Assert.Equal(_live, (await _silos.Catalogue.GetRecommendations(new(10) { History = ["i0"] }, Token)).ModelVersion);
        }

        var status = await Status();

        var onTrial = users.Count(IsOnTrial);
        Assert.InRange(onTrial, 5, 25);
        Assert.Equal((_live, new ModelSplit(trial, 0.5)), (status.LiveVersion, status.Split));
        Assert.Equal([(trial, 2L * onTrial, 1.0), (_live, 2L * (30 - onTrial), 0.0)],
            status.Quality.Select(m => (m.Version, m.Windows[0].Judged, m.Windows[0].HitRate!.Value)));
        Assert.All(status.Comparison, c =>
        {
            Assert.Equal((2L * onTrial, 2L * (30 - onTrial)), (c.TrialJudged, c.LiveJudged));
            Assert.Equal((1.0, 1.0), (c.HitRate!.Value, c.Ndcg!.Value));
            Assert.InRange(c.HitRate.Low, 0.5, 1);
        });
    }

    [Fact]
    public async Task The_gauges_of_a_silo_show_the_whole_cluster()
    {
        await Take("u", "i0", "e0");
        await Ask("u");
        await Take("u", "i1", "e1");
        await _silos.Cluster.Client.GetGrain<IQualityGrain>(0).Add([new(_live, [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [])], Token);

        await _silos.Service<QualityReporter>().Report(Token);

        Assert.Equal(4, _silos.Service<QualityMetrics>().Latest.Single().Windows[0].Judged);
    }

    private Task<Recommendations> Ask(string user) => _silos.User(user).GetRecommendations(new(10), Token);

    private async Task Take(string user, string item, string eventId) =>
        await _silos.User(user).Record([new(user, item, EventId: eventId)], Token);

    private async Task<IEnumerable<WindowQuality>> Week() => (await Status()).Quality.Select(m => m.Windows[2]);

    private async Task<ServingStatus> Status()
    {
        await _silos.Service<QualityReporter>().Report(Token);
        return await _silos.Registry.GetStatus(Token);
    }
}
