using System.Globalization;
using S3Rec.Contracts;
using S3Rec.Grains.Tests.Fakes;
using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Users;

/// <summary>A silo whose model ranks all items but those excluded, in the catalogue's order.</summary>
public sealed class UserGrainTests : IAsyncLifetime
{
    private const int ItemCount = 100;
    private const int HistoryLength = 5;

    private readonly TestStore _store = new();
    private readonly ScriptedRanker _ranker = new(mark: 0.5f);
    private TestSilos _silos = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.AddItems(ItemCount);
        _silos = await TestSilos.Start(
            _store,
            options =>
            {
                options.Users.HistoryLength = HistoryLength;
                options.Inference.QueueLengthMax = 1;
            },
            new ScriptedRankerSource(_ranker));
    }

    public async ValueTask DisposeAsync()
    {
        _ranker.Gate.Set();
        await _silos.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task What_was_recorded_shapes_the_very_next_list()
    {
        await ActivateModel();
        var user = _silos.User("u");
        _ranker.Batches.Clear();
        for (var i = 0; i < 20; i++)
        {
            await user.Record([Of("u", $"i{i}")], Token);
            var list = await user.GetRecommendations(new(3), Token);

            Assert.True(_ranker.Batches.TryDequeue(out var batch));
            int[] newest = [.. Enumerable.Range(1, i + 1).TakeLast(HistoryLength)];
            Assert.Equal(newest, batch[0].History);
            Assert.Equal([$"i{i + 1}", $"i{i + 2}", $"i{i + 3}"], list.Items.Select(x => x.ItemId));
            Assert.Equal((1, RecommendationSource.Personal), (list.ModelVersion, list.Source));
            Assert.All(list.Items, x => Assert.Equal((0.5f, RecommendationSource.Personal), (x.Score, x.Source)));
        }
    }

    [Fact]
    public async Task The_same_event_is_stored_once()
    {
        var user = _silos.User("u");
        var first = await user.Record([Of("u", "i1", "e1"), Of("u", "i2", "e2")], Token);
        var again = await user.Record([Of("u", "i1", "e1"), Of("u", "i3", "e3")], Token);

        Assert.Equal([new("e1", 0, false), new("e2", 1, false)], first);
        Assert.Equal([new("e1", 0, true), new("e3", 2, false)], again);
        Assert.Equal(["i1", "i2", "i3"], (await user.GetHistory(10, Token)).Entries.Select(e => e.ItemId));
    }

    [Fact]
    public async Task Interactions_without_an_event_id_get_one_each()
    {
        var receipts = await _silos.User("u").Record([Of("u", "i1"), Of("u", "i1")], Token);

        Assert.Equal([0, 1], receipts.Select(r => r.Sequence));
        Assert.Equal(2, receipts.Select(r => r.EventId).Distinct().Count());
    }

    [Fact]
    public async Task History_tells_the_newest_entries_and_how_many_there_are()
    {
        var user = _silos.User("u");
        var time = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
        await user.Record([.. Enumerable.Range(0, 8).Select(i => new Interaction("u", $"i{i}", time.AddDays(i), $"e{i}"))], Token);

        var history = await user.GetHistory(2, Token);

        Assert.Equal(("u", 8), (history.UserId, history.Total));
        Assert.Equal([new(6, "i6", time.AddDays(6), "e6"), new(7, "i7", time.AddDays(7), "e7")], history.Entries);
    }

    [Fact]
    public async Task A_user_that_left_memory_comes_back_from_the_log()
    {
        await ActivateModel();
        var user = _silos.User("u");
        await user.Record([.. Enumerable.Range(0, 8).Select(i => Of("u", $"i{i}"))], Token);
        await _silos.Cluster.DeactivateAsync(user);
        _ranker.Batches.Clear();

        var list = await user.GetRecommendations(new(1), Token);

        Assert.True(_ranker.Batches.TryDequeue(out var batch));
        Assert.Equal([4, 5, 6, 7, 8], batch[0].History);
        Assert.Equal("i8", list.Items[0].ItemId);
    }

    [Fact]
    public async Task Another_writer_of_the_user_makes_it_read_again_and_go_on()
    {
        var user = _silos.User("u");
        await user.Record([Of("u", "i0", "e0")], Token);
        _store.Log.BeforeAppend = () => _store.Log.Append("u", 1, [new("other", 1, DateTimeOffset.UnixEpoch)], Token);

        var receipts = await user.Record([Of("u", "i2", "e2")], Token);

        Assert.Equal([new("e2", 2, false)], receipts);
        Assert.Equal(["i0", "i1", "i2"], (await user.GetHistory(10, Token)).Entries.Select(e => e.ItemId));
        Assert.DoesNotContain("i1", (await user.GetRecommendations(new(ItemCount), Token)).Items.Select(x => x.ItemId));
    }

    [Fact]
    public async Task A_write_of_unknown_outcome_that_happened_is_seen_and_a_retry_is_a_duplicate()
    {
        var user = _silos.User("u");
        await user.Record([Of("u", "i0", "e0")], Token);
        _store.Log.AfterAppend = () => throw new StorageUnavailableException("The answer was lost.");

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => user.Record([Of("u", "i1", "e1")], Token));

        Assert.True(failure.IsTransient);
        Assert.DoesNotContain("i1", (await user.GetRecommendations(new(ItemCount), Token)).Items.Select(x => x.ItemId));
        Assert.Equal([new("e1", 1, true)], await user.Record([Of("u", "i1", "e1")], Token));
    }

    [Fact]
    public async Task A_write_that_failed_leaves_no_trace()
    {
        var user = _silos.User("u");
        await user.Record([Of("u", "i0", "e0")], Token);
        _store.Log.BeforeAppend = () => throw new StorageUnavailableException("The disk is gone.");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => user.Record([Of("u", "i1", "e1")], Token));

        Assert.Contains("i1", (await user.GetRecommendations(new(ItemCount), Token)).Items.Select(x => x.ItemId));
        Assert.Equal([new("e1", 1, false)], await user.Record([Of("u", "i1", "e1")], Token));
    }

    [Fact]
    public async Task A_full_log_is_an_overload_and_costs_no_read()
    {
        var user = _silos.User("u");
        await user.Record([Of("u", "i0", "e0")], Token);
        var reads = _store.Log.TailReads;
        _store.Log.BeforeAppend = () => throw new OverloadedException("The queue of appends is full.");

        await Assert.ThrowsAsync<OverloadedException>(() => user.Record([Of("u", "i1", "e1")], Token));

        Assert.Equal([new("e1", 1, false)], await user.Record([Of("u", "i1", "e1")], Token));
        Assert.Equal(reads, _store.Log.TailReads);
    }

    [Fact]
    public async Task A_user_without_history_gets_popular_items()
    {
        await ActivateModel();
        await _silos.User("other").Record([Of("other", "i7"), Of("other", "i7"), Of("other", "i3")], Token);

        var list = await _silos.User("new").GetRecommendations(new(2), Token);

        Assert.Equal((null, RecommendationSource.Popular), (list.ModelVersion, list.Source));
        Assert.Equal(
            [new("i7", 2, RecommendationSource.Popular), new("i3", 1, RecommendationSource.Popular)], list.Items);
    }

    [Fact]
    public async Task Without_a_model_the_list_is_popular_and_still_leaves_out_what_was_seen()
    {
        await _silos.User("other").Record([Of("other", "i7"), Of("other", "i7"), Of("other", "i3")], Token);
        var user = _silos.User("u");
        await user.Record([Of("u", "i7")], Token);

        var list = await user.GetRecommendations(new(1), Token);

        Assert.Equal((null, RecommendationSource.Popular, "i3"), (list.ModelVersion, list.Source, list.Items[0].ItemId));
    }

    [Fact]
    public async Task A_history_the_model_does_not_know_gets_popular_items()
    {
        await ActivateModel(knownItems: 10);
        var user = _silos.User("u");
        await user.Record([Of("u", "i50")], Token);

        var list = await user.GetRecommendations(new(3), Token);

        Assert.Equal((null, RecommendationSource.Popular, 3), (list.ModelVersion, list.Source, list.Items.Count));
    }

    [Fact]
    public async Task A_list_the_model_cannot_fill_ends_with_popular_items()
    {
        await ActivateModel(knownItems: 3);
        var user = _silos.User("u");
        await user.Record([Of("u", "i0")], Token);

        var list = await user.GetRecommendations(new(5), Token);

        Assert.Equal((1, RecommendationSource.Personal), (list.ModelVersion, list.Source));
        Assert.Equal(["i1", "i2"], list.Items.Where(x => x.Source == RecommendationSource.Personal).Select(x => x.ItemId));
        Assert.Equal(3, list.Items.Count(x => x.Source == RecommendationSource.Popular));
        Assert.Equal(5, list.Items.Select(x => x.ItemId).Except(["i0"]).Distinct().Count());
    }

    [Fact]
    public async Task Every_condition_reaches_the_model_and_holds_for_the_popular_items_that_fill_the_list()
    {
        await ActivateModel(knownItems: 9); // item n has the attribute a{n % 3}
        var user = _silos.User("u");
        await user.Record([Of("u", "i0"), Of("u", "i6")], Token);

        var list = await user.GetRecommendations(
            new(4) { Deny = ["i3"], Attributes = ["a0"], Allow = [.. TestStore.Items(20)], Diversity = 0.5f }, Token);

        Assert.True(_ranker.Batches.TryDequeue(out var batch));
        Assert.Equal(0.5f, batch[0].Diversity);
        Assert.Equal(["i9", "i12", "i15", "i18"], list.Items.Select(x => x.ItemId));
        Assert.All(list.Items, x => Assert.Equal(RecommendationSource.Popular, x.Source));
        Assert.Equal([1, 4, 7], batch[0].Only!); // the rows of i0, i3 and i6, all of them excluded
        Assert.Equal([1, 4, 7], batch[0].Exclude);
    }

    [Fact]
    public async Task As_many_as_qualify_come_back_and_no_more()
    {
        await ActivateModel();
        var user = _silos.User("u");
        await user.Record([Of("u", "i0")], Token);

        var list = await user.GetRecommendations(new(50) { Allow = ["i0", "i7", "i3", "nobody knows"] }, Token);
        var none = await user.GetRecommendations(new(50) { Attributes = ["nobody knows"] }, Token);
        var again = await user.GetRecommendations(new(50) { Allow = ["i0", "i7"], ExcludeSeen = false }, Token);

        Assert.Equal(["i3", "i7"], list.Items.Select(x => x.ItemId));
        Assert.Empty(none.Items);
        Assert.Equal(["i0", "i7"], again.Items.Select(x => x.ItemId));
    }

    [Fact]
    public async Task An_item_that_is_not_available_is_in_no_list_from_then_on_and_comes_back_with_availability()
    {
        await ActivateModel();
        var user = _silos.User("u");
        await user.Record([Of("u", "i0")], Token);
        async Task<string> First(IUserGrain of) => (await of.GetRecommendations(new(1), Token)).Items[0].ItemId;
        var popular = await First(_silos.User("new"));
        await _silos.Catalogue.PutItems([new("i1", Available: false), new(popular, Available: false)], Token);

        Assert.Equal("i2", await First(user));
        Assert.NotEqual(popular, await First(_silos.User("new")));
        await _silos.Catalogue.PutItems([new("i1", Available: true)], Token);
        Assert.Equal("i1", await First(user));
    }

    [Fact]
    public async Task An_item_the_model_never_saw_is_cold_from_the_moment_it_is_put()
    {
        var user = _silos.User("u");
        await user.Record([Of("u", "i0")], Token);
        await ActivateModel(knownItems: 3, attributes: ["a0"]);
        await _silos.Catalogue.PutItems([new("new", ["a0", "b"]), new("newer", ["b"])], Token);

        var list = await user.GetRecommendations(new(40), Token);

        // i0 was seen; i1 and i2 have rows; i3, i6, … and the new item have the attribute a0, the others nothing the model knows.
        Assert.Equal(RecommendationSource.Personal, list.Source);
        Assert.Equal(
            ["i3", "i6", "new"],
            list.Items.Where(x => x.Source == RecommendationSource.Cold).Select(x => x.ItemId).Where(id => id is "i3" or "i6" or "new"));
        Assert.Equal(["i1", "i2"], list.Items.Where(x => x.Source == RecommendationSource.Personal).Select(x => x.ItemId));
        Assert.Equal(40, list.Items.Select(x => x.ItemId).Distinct().Count());
        Assert.All(
            list.Items.Where(x => x.Source == RecommendationSource.Cold && x.ItemId != "new"),
            x => Assert.Equal(0, int.Parse(x.ItemId[1..], CultureInfo.InvariantCulture) % 3));
    }

    [Fact]
    public async Task A_session_history_ranks_in_place_of_the_stored_one_and_is_not_stored()
    {
        await ActivateModel();
        var user = _silos.User("u");
        await user.Record([Of("u", "i0")], Token);

        var list = await user.GetRecommendations(new(2) { History = ["i1", "nobody knows", "i5"] }, Token);

        Assert.True(_ranker.Batches.TryDequeue(out var batch));
        Assert.Equal([2, 6], batch[0].History);
        Assert.Equal(["i2", "i3"], list.Items.Select(x => x.ItemId));
        Assert.Equal(1, (await user.GetHistory(10, Token)).Total);
        Assert.Equal(
            RecommendationSource.Popular, (await user.GetRecommendations(new(2) { History = ["nobody knows"] }, Token)).Source);
    }

    [Fact]
    public async Task An_explained_item_names_the_history_and_the_attributes_that_carried_it()
    {
        await ActivateModel(attributes: ["a1"]);
        var user = _silos.User("u");
        await user.Record([Of("u", "i0"), Of("u", "i1"), Of("u", "i2")], Token);

        var why = (await user.GetRecommendations(new(2) { Explain = true }, Token)).Items[0].Why!;

        Assert.Equal([new("i2", 2f), new("i1", 1f)], why.History);
        Assert.Equal(["a1"], why.Attributes);
        Assert.Null((await user.GetRecommendations(new(2), Token)).Items[0].Why);
    }

    [Fact]
    public async Task A_full_inference_queue_refuses_the_request_all_the_way_to_the_caller()
    {
        await ActivateModel();
        foreach (var id in (string[])["a", "b", "c"])
            await _silos.User(id).Record([Of(id, "i0")], Token);
        _ranker.Gate.Reset();
        var running = _silos.User("a").GetRecommendations(new(1), Token);
        await _ranker.BatchBegan();

        // One of the two fills the queue of one; the other is refused.
        Task<Recommendations>[] asked = [_silos.User("b").GetRecommendations(new(1), Token), _silos.User("c").GetRecommendations(new(1), Token)];
        var refused = await Task.WhenAny(asked);

        Assert.True((await Assert.ThrowsAsync<OverloadedException>(() => refused)).IsTransient);
        _ranker.Gate.Set();
        await running;
        await asked.Single(a => a != refused);
    }

    [Fact]
    public async Task A_request_that_breaks_the_contract_is_refused_with_its_field()
    {
        var user = _silos.User("u");
        async Task<string> FieldOf(Func<Task> call) => (await Assert.ThrowsAsync<InvalidRequestException>(call)).Field;

        Assert.Equal("interactions", await FieldOf(() => user.Record([], Token)));
        Assert.Equal("interactions[1].userId", await FieldOf(() => user.Record([Of("u", "i1"), Of("v", "i1")], Token)));
        Assert.Equal("interactions[0].itemId", await FieldOf(() => user.Record([Of("u", "")], Token)));
        Assert.Equal("count", await FieldOf(() => user.GetRecommendations(new(0), Token)));
        Assert.Equal("deny[0]", await FieldOf(() => user.GetRecommendations(new() { Deny = [""] }, Token)));
        Assert.Equal("count", await FieldOf(() => user.GetHistory(Limits.HistoryCountMax + 1, Token)));
        Assert.Equal(0, (await user.GetHistory(1, Token)).Total);
    }

    private static Interaction Of(string userId, string itemId, string? eventId = null) => new(userId, itemId, EventId: eventId);

    private async Task ActivateModel(int knownItems = ItemCount, string[]? attributes = null)
    {
        var version = await _store.Publish(TestStore.Items(knownItems), attributes: attributes);
        await _silos.Registry.Activate(version, Token);
        while (_ranker.Batches.TryDequeue(out _))
            await _ranker.BatchBegan(); // the warm-up
    }
}
