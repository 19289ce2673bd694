using S3Rec.Contracts;

namespace S3Rec.Client.Tests;

public sealed class S3RecClientTests(Cluster cluster) : IClassFixture<Cluster>
{
    private readonly IS3RecClient _client = cluster.Client;
    private readonly Calls _calls = cluster.Calls;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Tests share the cluster, so each has users of its own.</summary>
    private static string NewUser() => Guid.NewGuid().ToString();

    [Fact]
    public async Task An_interaction_reaches_its_user_and_the_receipt_comes_back()
    {
        var user = NewUser();
        var time = new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero);

        var receipt = await _client.RecordInteraction(user, "tent", time, "e1", Token);

        Assert.Equal(new InteractionReceipt("e1", 0, false), receipt);
        Assert.Equal([new Interaction(user, "tent", time, "e1")], Assert.Single(_calls.RecordsOf(user)));
    }

    [Fact]
    public async Task A_retry_carries_the_event_id_the_client_made_up()
    {
        var user = NewUser();
        _calls.Errors.Enqueue(new StorageUnavailableException("The answer was lost."));

        var receipt = await _client.RecordInteraction(user, "tent", cancellationToken: Token);

        var sent = _calls.RecordsOf(user).Select(call => call[0].EventId).ToArray();
        Assert.Equal([receipt.EventId, receipt.EventId], sent);
    }

    [Fact]
    public async Task A_trial_begins_shows_in_the_status_with_its_quality_and_ends()
    {
        await _client.StartSplit(7, 0.25, Token);
        var status = await _client.GetServingStatus(Token);
        await _client.EndSplit(Token);

        Assert.Equal((2, new ModelSplit(7, 0.25)), (status.LiveVersion, status.Split));
        Assert.Equal(new(QualityWindow.Hour, 4, 0.5, 0.25, null), status.Quality[0].Windows[0]);
        Assert.Equal(new(QualityWindow.Hour, 4, 1, new(0.1, -0.2, 0.4), null), status.Comparison[0]);
        Assert.Null((await _client.GetServingStatus(Token)).Split);
    }

    [Theory]
    [InlineData(0, 0.5, "version")]
    [InlineData(7, 0, "share")]
    [InlineData(7, 1, "share")]
    [InlineData(7, double.NaN, "share")]
    public async Task A_trial_out_of_range_is_refused_before_it_leaves_the_process(int version, double share, string field)
    {
        var before = _calls.Count;

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => _client.StartSplit(version, share, Token));

        Assert.Equal((field, before), (refused.Field, _calls.Count));
    }

    [Fact]
    public async Task Two_calls_without_event_ids_are_two_events()
    {
        var user = NewUser();

        var first = await _client.RecordInteraction(user, "tent", cancellationToken: Token);
        var second = await _client.RecordInteraction(user, "tent", cancellationToken: Token);

        Assert.NotEqual(first.EventId, second.EventId);
    }

    [Fact]
    public async Task A_transient_failure_is_thrown_as_it_is_after_the_last_retry()
    {
        for (var i = 0; i < 3; i++)
            _calls.Errors.Enqueue(new OverloadedException("The queue is full."));
        var before = _calls.Count;

        var error = await Assert.ThrowsAsync<OverloadedException>(() => _client.GetRecommendations(NewUser(), 10, Token));

        Assert.True(error.IsTransient);
        Assert.Equal(3, _calls.Count - before);
    }

    [Fact]
    public async Task A_permanent_failure_is_not_retried()
    {
        var before = _calls.Count;

        var error = await Assert.ThrowsAsync<UnknownModelException>(() => _client.ActivateModel(9, Token));

        Assert.Equal(9, error.Version);
        Assert.Equal(1, _calls.Count - before);
    }

    [Fact]
    public async Task Many_interactions_go_to_their_users_in_order_and_receipts_come_back_in_order()
    {
        string ann = NewUser(), bob = NewUser();

        var receipts = await _client.RecordInteractions(
            [
                new(ann, "tent", null, "a1"), new(bob, "mat", null, "b1"),
                new(ann, "stove", null, "a2"), new(ann, "pot", null, "a3"),
            ],
            Token);

        Assert.Equal(["a1", "b1", "a2", "a3"], receipts.Select(r => r.EventId));
        Assert.Equal([0L, 0L, 1L, 2L], receipts.Select(r => r.Sequence));
        Assert.Equal(["tent", "stove", "pot"], Assert.Single(_calls.RecordsOf(ann)).Select(i => i.ItemId));
        Assert.Equal(["mat"], Assert.Single(_calls.RecordsOf(bob)).Select(i => i.ItemId));
    }

    [Fact]
    public async Task One_malformed_interaction_keeps_the_whole_call_from_leaving()
    {
        var user = NewUser();

        var error = await Assert.ThrowsAsync<InvalidRequestException>(
            () => _client.RecordInteractions([new(user, "tent"), new(user, "")], Token));

        Assert.Equal("interactions[1].itemId", error.Field);
        Assert.Empty(_calls.RecordsOf(user));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task A_count_out_of_range_does_not_leave(int count)
    {
        var before = _calls.Count;

        var list = await Assert.ThrowsAsync<InvalidRequestException>(() => _client.GetRecommendations("ann", count, Token));
        var history = await Assert.ThrowsAsync<InvalidRequestException>(() => _client.GetHistory("ann", count, Token));
        Assert.Equal(("count", "count"), (list.Field, history.Field));
        Assert.Equal(before, _calls.Count);
    }

    [Fact]
    public async Task An_id_of_a_megabyte_does_not_leave()
    {
        var error = await Assert.ThrowsAsync<InvalidRequestException>(
            () => _client.RecordInteraction(new string('a', 1_000_000), "tent", cancellationToken: Token));

        Assert.Equal("userId", error.Field);
        Assert.InRange(error.Message.Length, 1, 500);
    }

    [Fact]
    public async Task A_user_id_of_white_space_does_not_leave()
    {
        var record = await Assert.ThrowsAsync<InvalidRequestException>(
            () => _client.RecordInteraction(" ", "tent", cancellationToken: Token));
        var list = await Assert.ThrowsAsync<InvalidRequestException>(() => _client.GetRecommendations("\u00a0", 10, Token));
        var history = await Assert.ThrowsAsync<InvalidRequestException>(() => _client.GetHistory("\t", 10, Token));

        Assert.Equal(("userId", "userId", "userId"), (record.Field, list.Field, history.Field));
    }

    [Fact]
    public async Task Recommendations_come_back_as_the_grain_answered_them()
    {
        var user = NewUser();

        var answer = await _client.GetRecommendations(user, 3, Token);

        Assert.Equal((user, null, RecommendationSource.Popular), (answer.UserId, answer.ModelVersion, answer.Source));
        Assert.Equal(["item-0", "item-1", "item-2"], answer.Items.Select(i => i.ItemId));
    }

    [Fact]
    public async Task Every_condition_of_a_request_reaches_the_grain()
    {
        var request = new RecommendationRequest(3)
        {
            ExcludeSeen = false, Deny = ["a"], Allow = ["b", "c"], Attributes = ["d"], Match = AttributeMatch.Any, Diversity = 0.5f,
            History = [], Explain = true,
        };

        await _client.GetRecommendations(NewUser(), request, Token);

        Assert.Equivalent(request, _calls.LastRequest, strict: true);
    }

    [Fact]
    public async Task A_session_without_a_user_is_answered_with_its_reasons()
    {
        var list = await _client.GetRecommendations(new RecommendationRequest { History = ["tent"] }, Token);

        Assert.Null(list.UserId);
        var item = Assert.Single(list.Items);
        Assert.Equal((RecommendationSource.Cold, "mat"), (item.Source, item.ItemId));
        Assert.Equal([new HistoryContribution("tent", 0.25f)], item.Why!.History);
        Assert.Equal(["green"], item.Why.Attributes);
    }

    [Fact]
    public async Task Items_are_put_again_after_a_transient_failure_and_read_back()
    {
        _calls.Errors.Enqueue(new StorageUnavailableException("The answer was lost."));
        await _client.PutItem(new("tent", ["green"], Available: false), Token);
        await _client.PutItems([new("mat"), new("pot")], Token);

        Assert.Equal(["tent", "tent", "mat,pot"], _calls.PutItems.Select(items => string.Join(',', items.Select(i => i.ItemId))));
        Assert.False((await _client.GetItem("tent", Token))!.Available);
        Assert.Null(await _client.GetItem("nobody knows", Token));
    }

    [Fact]
    public async Task Similar_and_popular_items_come_back_as_the_grain_answered_them()
    {
        Assert.Equal("mat", Assert.Single((await _client.GetSimilarItems("tent", 5, Token)).Items).ItemId);
        var error = await Assert.ThrowsAsync<UnknownItemException>(() => _client.GetSimilarItems("nobody knows", 5, Token));
        Assert.Equal("nobody knows", error.ItemId);

        Assert.Equal(10, Assert.Single((await _client.GetPopular(cancellationToken: Token)).Items).Score);
        var week = await _client.GetPopular(new(3, PopularityWindow.Week) { Attributes = ["green"] }, Token);
        Assert.Equal((PopularityWindow.Week, "green"), (week.Window, week.Items[0].ItemId));
    }

    [Fact]
    public async Task What_breaks_a_rule_does_not_leave()
    {
        var before = _calls.Count;
        async Task<string> FieldOf(Func<Task> call) => (await Assert.ThrowsAsync<InvalidRequestException>(call)).Field;

        Assert.Equal("deny[0]", await FieldOf(() => _client.GetRecommendations("ann", new RecommendationRequest { Deny = [""] }, Token)));
        Assert.Equal("history", await FieldOf(() => _client.GetRecommendations(new RecommendationRequest(), Token)));
        Assert.Equal("itemId", await FieldOf(() => _client.PutItem(new(""), Token)));
        Assert.Equal("items", await FieldOf(() => _client.PutItems([], Token)));
        Assert.Equal("itemId", await FieldOf(() => _client.GetItem(" ", Token)));
        Assert.Equal("count", await FieldOf(() => _client.GetSimilarItems("tent", 1001, Token)));
        Assert.Equal("count", await FieldOf(() => _client.GetPopular(new(0), Token)));
        Assert.Equal(before, _calls.Count);
    }

    [Fact]
    public async Task Administration_reaches_the_trainer_and_the_registry()
    {
        Assert.Equal(TrainingPhase.Queued, (await _client.Retrain(Token)).Phase);
        Assert.Null(await _client.GetTrainingStatus(Token));
        Assert.Equal(TrainingPhase.Cancelled, (await _client.CancelTraining(Token))!.Phase);
        Assert.Equal(2, Assert.Single(await _client.GetModels(Token)).Version);
        Assert.Equal(0.5, (await _client.ActivateModel(2, Token)).Metrics["HR@10"]);
    }
}
