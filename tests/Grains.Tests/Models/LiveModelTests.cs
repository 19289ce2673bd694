using S3Rec.Contracts;
using S3Rec.Grains.Tests.Fakes;
using S3Rec.Model.Ranking.Challengers;
using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Models;

/// <summary>A silo that ranks with the real ranker, with a blend that knows attributes: i0 and i1 are tents, i2 to i9 are not.</summary>
public sealed class LiveModelTests : IAsyncLifetime
{
    private const int ItemCount = 10;

    private readonly TestStore _store = new();
    private TestSilos _silos = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.Catalogue.PutItems(
            [.. Enumerable.Range(0, ItemCount).Select(n => new CatalogueItem($"i{n}", n < 2 ? ["green", "tent"] : ["green", "stove"]))], Token);
        _silos = await TestSilos.Start(_store, options => options.Inference.Threads = 2);

        // Rows follow the items backwards; the attribute rows are stove, tent, and one the catalogue does not know.
        int[][] attributesOfRow = [[], .. Enumerable.Range(0, ItemCount).Reverse().Select(n => new[] { n < 2 ? 2 : 1 })];
        var blend = new Blend(
            transitionWeight: 0, attributeWeight: 100, ItemTransitions.Count([], ItemCount), new AttributeSimilarity(attributesOfRow, 3));
        var version = await _store.Publish(TestStore.Items(ItemCount).Reverse(), attributes: ["stove", "tent", "gone"], blend: blend);
        await _silos.Registry.Activate(version, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _silos.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task A_cold_item_is_ranked_by_its_attributes_among_the_others()
    {
        var user = _silos.User("u");
        await user.Record([new("u", "i0")], Token);
        await _silos.Catalogue.PutItems([new("new tent", ["tent", "blue"]), new("new stove", ["stove"]), new("odd", ["blue"])], Token);

        var list = await user.GetRecommendations(new(3), Token);

        // Another tent, known or not, leads by far; nothing speaks for a new stove, nor for what has no known attribute.
        Assert.Equal(["i1", "new tent"], list.Items.Take(2).Select(x => x.ItemId).Order());
        Assert.Equal(RecommendationSource.Cold, list.Items.Single(x => x.ItemId == "new tent").Source);
        Assert.Equal(RecommendationSource.Personal, list.Items[2].Source);

        await _silos.Catalogue.PutItems([new("new tent", Available: false)], Token);
        Assert.DoesNotContain("new tent", (await user.GetRecommendations(new(50), Token)).Items.Select(x => x.ItemId));
    }

    [Fact]
    public async Task The_list_of_any_set_of_allowed_items_is_those_in_the_order_of_the_whole_list()
    {
        var user = _silos.User("u");
        await user.Record([new("u", "i5")], Token);
        await _silos.Catalogue.PutItems([new("new stove", ["stove"])], Token);
        var whole = (await user.GetRecommendations(new(ItemCount), Token)).Items.Select(x => x.ItemId).ToArray();
        Assert.Equal(ItemCount, whole.Length); // i5 was seen, the new one is besides
        var random = new Random(1);
        for (var round = 0; round < 30; round++)
        {
            string[] allow = [.. whole.Where(_ => random.Next(2) == 0).Append("nobody knows")];
            var list = await user.GetRecommendations(new(ItemCount) { Allow = allow }, Token);
            Assert.Equal(whole.Intersect(allow), list.Items.Select(x => x.ItemId));
        }
    }

    [Fact]
    public async Task A_reason_names_the_item_that_shares_the_attribute()
    {
        var user = _silos.User("u");
        await user.Record([new("u", "i5"), new("u", "i0"), new("u", "i6")], Token);
        await _silos.Catalogue.PutItems([new("new tent", ["tent"])], Token);

        var list = await user.GetRecommendations(new(50) { Explain = true }, Token);

        foreach (var tent in (string[])["i1", "new tent"])
        {
            var why = list.Items.Single(x => x.ItemId == tent).Why!;
            Assert.Equal("i0", why.History[0].ItemId);
            Assert.InRange(why.History[0].Contribution, 1, 1000);
            Assert.Contains("tent", why.Attributes);
        }

        Assert.All(list.Items, x => Assert.Equal(x.Source == RecommendationSource.Popular, x.Why is null));
    }

    [Fact]
    public async Task The_like_of_a_cold_item_is_found_by_attributes_also_when_it_is_not_available()
    {
        await _silos.Catalogue.PutItems([new("new tent", ["tent"], Available: false), new("newer tent", ["tent"])], Token);

        var similar = await _silos.Catalogue.GetSimilarItems("new tent", 5, Token);

        Assert.Equal(["i0", "i1", "newer tent"], similar.Items.Select(x => x.ItemId).Order());
        Assert.Equal(RecommendationSource.Cold, similar.Items.Single(x => x.ItemId == "newer tent").Source);
        var known = await _silos.Catalogue.GetSimilarItems("i3", 5, Token);
        Assert.Equal(5, known.Items.Count);
        Assert.DoesNotContain("i3", known.Items.Select(x => x.ItemId));
    }

    [Fact]
    public async Task Items_that_change_while_lists_are_asked_for_on_all_threads_break_nothing()
    {
        var user = _silos.User("u");
        await user.Record([new("u", "i0")], Token);
        using var done = new CancellationTokenSource();
        var asking = Enumerable.Range(0, 4).Select(_ => Ask(done.Token)).ToArray();
        for (var change = 0; change < 100; change++)
        {
            await _silos.Catalogue.PutItems([new($"new{change % 30}", [change % 2 == 0 ? "tent" : "stove"], change % 3 > 0)], Token);
            var name = $"new{change % 30}";
            var names = (await user.GetRecommendations(new(50) { Allow = [name] }, Token)).Items.Select(x => x.ItemId);
            Assert.Equal(change % 3 > 0 ? [name] : [], names);
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(asking), count => Assert.InRange(count, 1, int.MaxValue));

        async Task<int> Ask(CancellationToken isDone)
        {
            var count = 0;
            for (; !isDone.IsCancellationRequested; count++)
                Assert.Equal(5, (await user.GetRecommendations(new(5), Token)).Items.Count);
            return count;
        }
    }
}
