using S3Rec.Contracts;
using S3Rec.Grains.Tests.Fakes;

namespace S3Rec.Grains.Tests.Catalogue;

/// <summary>A silo whose model ranks all items but those excluded, in the catalogue's order.</summary>
public sealed class CatalogueGrainTests : IAsyncLifetime
{
    private const int ItemCount = 30;
    private const int QueueLengthMax = 3;

    private readonly TestStore _store = new();
    private readonly ScriptedRanker _ranker = new(mark: 0.5f);
    private TestSilos _silos = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.AddItems(ItemCount); // item n has the attribute a{n % 3}
        _silos = await TestSilos.Start(
            _store, options => options.Inference.QueueLengthMax = QueueLengthMax, new ScriptedRankerSource(_ranker));
    }

    public async ValueTask DisposeAsync()
    {
        _ranker.Gate.Set();
        await _silos.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task An_item_that_was_put_is_known_and_what_was_left_out_stays_as_it_was()
    {
        await _silos.Catalogue.PutItems([new("new", ["warm", "red"])], Token);
        await _silos.Catalogue.PutItems([new("new", Available: false), new("i1", [])], Token);

        var item = await _silos.Catalogue.GetItem("new", Token);
        Assert.Equal(["warm", "red"], item!.Attributes);
        Assert.False(item.Available);
        Assert.Empty((await _silos.Catalogue.GetItem("i1", Token))!.Attributes);
        Assert.Null(await _silos.Catalogue.GetItem("nobody knows", Token));
    }

    [Fact]
    public async Task Similar_items_are_labelled_and_never_the_item_itself()
    {
        await Activate(knownItems: 3);
        await _silos.Catalogue.PutItems([new("i1", Available: false)], Token);

        var similar = await _silos.Catalogue.GetSimilarItems("i0", 3, Token);

        Assert.Equal(("i0", 1), (similar.ItemId, similar.ModelVersion));
        Assert.Equal(
            [new("i2", 0.5f, RecommendationSource.Similar), new("i3", 0.5f, RecommendationSource.Cold), new("i6", 0.5f, RecommendationSource.Cold)],
            similar.Items);
    }

    [Fact]
    public async Task What_no_model_can_place_is_like_nothing_and_an_unknown_item_is_an_error()
    {
        var before = await _silos.Catalogue.GetSimilarItems("i0", 3, Token);
        await Activate(knownItems: 3);
        var unplaced = await _silos.Catalogue.GetSimilarItems("i4", 3, Token);

        Assert.Equal((null, 0), (before.ModelVersion, before.Items.Count));
        Assert.Equal((null, 0), (unplaced.ModelVersion, unplaced.Items.Count));
        var error = await Assert.ThrowsAsync<UnknownItemException>(() => _silos.Catalogue.GetSimilarItems("nobody knows", 3, Token));
        Assert.Equal("nobody knows", error.ItemId);
    }

    [Theory]
    [InlineData(PopularityWindow.AllTime, new[] { "i4", "i0", "i2" })]
    [InlineData(PopularityWindow.Hour, new[] { "i2", "i0" })]
    [InlineData(PopularityWindow.Month, new[] { "i2", "i0" })]
    public async Task Popular_items_have_most_interactions_in_their_window(PopularityWindow window, string[] expected)
    {
        await Record();
        await _silos.Catalogue.PutItems([new("i5", Available: false)], Token);

        var popular = await _silos.Catalogue.GetPopular(new(10, window), Token);

        Assert.Equal(window, popular.Window);
        Assert.Equal(expected, popular.Items.Select(x => x.ItemId));
        Assert.All(popular.Items, x => Assert.Equal(RecommendationSource.Popular, x.Source));
    }

    [Theory]
    [InlineData(PopularityWindow.AllTime)]
    [InlineData(PopularityWindow.Day)]
    public async Task Popular_items_have_the_attributes_asked_for(PopularityWindow window)
    {
        await Record();

        var a2 = await _silos.Catalogue.GetPopular(new(1, window) { Attributes = ["a2"] }, Token);
        var unknown = await _silos.Catalogue.GetPopular(new(1, window) { Attributes = ["a2", "nobody knows"] }, Token);

        Assert.Equal("i5", Assert.Single(a2.Items).ItemId);
        Assert.Empty(unknown.Items);
    }

    [Fact]
    public async Task A_session_without_a_user_gets_a_list_and_leaves_nothing_behind()
    {
        await Activate(ItemCount);
        var list = await _silos.Catalogue.GetRecommendations(new(2) { History = ["i1", "i0"], Deny = ["i2"] }, Token);

        Assert.Equal((null, 1, RecommendationSource.Personal), (list.UserId, list.ModelVersion, list.Source));
        Assert.Equal(["i3", "i4"], list.Items.Select(x => x.ItemId));
        Assert.Equal(0, await _store.Log.GetOffset(Token));

        var empty = await _silos.Catalogue.GetRecommendations(new(2) { History = [] }, Token);
        Assert.Equal((RecommendationSource.Popular, 2), (empty.Source, empty.Items.Count));
    }

    [Fact]
    public async Task Sessions_do_not_wait_for_each_other_before_they_reach_the_model()
    {
        await Activate(ItemCount);
        _ranker.Gate.Reset();
        Task<Recommendations> Ask() => _silos.Catalogue.GetRecommendations(new(1) { History = ["i1"] }, Token);
        var running = Ask();
        await _ranker.BatchBegan();
        var asked = Enumerable.Range(0, 50).Select(_ => Ask()).ToList();

        // A few wait; that all others are refused while one runs shows that they arrived.
        while (asked.Count > QueueLengthMax)
        {
            var next = await Task.WhenAny(asked);
            await Assert.ThrowsAsync<OverloadedException>(() => next);
            asked.Remove(next);
        }

        _ranker.Gate.Set();
        await Task.WhenAll([running, .. asked]);
    }

    [Fact]
    public async Task A_request_that_breaks_the_contract_is_refused_with_its_field()
    {
        async Task<string> FieldOf(Func<Task> call) => (await Assert.ThrowsAsync<InvalidRequestException>(call)).Field;

        Assert.Equal("items", await FieldOf(() => _silos.Catalogue.PutItems([], Token)));
        Assert.Equal("itemId", await FieldOf(() => _silos.Catalogue.GetItem("", Token)));
        Assert.Equal("count", await FieldOf(() => _silos.Catalogue.GetSimilarItems("i0", 0, Token)));
        Assert.Equal("window", await FieldOf(() => _silos.Catalogue.GetPopular(new(1, (PopularityWindow)9), Token)));
        Assert.Equal("history", await FieldOf(() => _silos.Catalogue.GetRecommendations(new(), Token)));
    }

    /// <summary>Long ago i4 nine times and i0 three times; now i5 four times, i2 three times and i0 twice.</summary>
    private async Task Record()
    {
        var longAgo = DateTimeOffset.UnixEpoch;
        Interaction Of(string item, DateTimeOffset? time = null) => new("u", item, time);
        await _silos.User("u").Record(
            [
                .. Enumerable.Range(0, 9).Select(_ => Of("i4", longAgo)), .. Enumerable.Range(0, 4).Select(_ => Of("i5")),
                .. Enumerable.Range(0, 3).Select(_ => Of("i2")), .. Enumerable.Range(0, 2).Select(_ => Of("i0")),
                .. Enumerable.Range(0, 3).Select(_ => Of("i0", longAgo)),
            ],
            Token);
    }

    private async Task Activate(int knownItems)
    {
        var version = await _store.Publish(TestStore.Items(knownItems), attributes: ["a0"]);
        await _silos.Registry.Activate(version, Token);
        while (_ranker.Batches.TryDequeue(out _))
            await _ranker.BatchBegan(); // the warm-up
    }
}
