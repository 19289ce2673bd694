using System.Net;
using System.Text.Json;
using S3Rec.Contracts;
using S3Rec.Silo.Http;

namespace S3Rec.Silo.Tests.Http;

public sealed class HttpApiTests : IAsyncLifetime
{
    private static readonly TrainingStatus Running = new(
        7, TrainingPhase.Finetuning, 2, 20, 0.1, 3.25, new Dictionary<string, double> { ["HR@10"] = 0.5 },
        DateTimeOffset.UnixEpoch, null, null, "Epoch 2 of 20.");

    private static readonly ModelInfo Model = new(
        3, DateTimeOffset.UnixEpoch, true, 100, 12, new Dictionary<string, double> { ["NDCG@10"] = 0.25 },
        ModelVerdict.Accepted, "better");

    private ApiServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ApiServer.Start(Token);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task One_interaction_is_recorded_and_answered_with_its_receipt()
    {
        var answer = await _server.Post(
            "/v1/interactions",
            """{"userId":"ann","itemId":"tent","timestamp":"2026-03-01T12:30:00+01:00","eventId":"e1"}""",
            Token);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"receipts":[{"eventId":"e1","sequence":0,"duplicate":false}]}""", answer.Text);
        var expected = new Interaction("ann", "tent", new DateTimeOffset(2026, 3, 1, 11, 30, 0, TimeSpan.Zero), "e1");
        Assert.Equal(expected, Assert.Single(_server.Client.Recorded));
    }

    [Fact]
    public async Task An_array_of_interactions_is_recorded_in_its_order()
    {
        var answer = await _server.Post(
            "/v1/interactions", """[{"userId":"ann","itemId":"tent"},{"userId":"bob","itemId":"mat","eventId":null}]""", Token);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal([new Interaction("ann", "tent"), new Interaction("bob", "mat")], _server.Client.Recorded);
    }

    [Fact]
    public async Task Recommendations_have_the_documented_shape()
    {
        var answer = await _server.Get("/v1/users/ann/recommendations?count=5", Token);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            """{"userId":"ann","modelVersion":3,"source":"personal","items":"""
            + """[{"itemId":"tent","score":1.5,"source":"personal"}]}""",
            answer.Text);
        Assert.Equal(new RecommendationRequest(5), _server.Client.Asked);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Limits.CountMax)]
    public async Task A_list_is_written_as_everything_else_is_and_says_its_length(int count)
    {
        var id = new string('"', Limits.IdBytesMax);
        _server.Client.List = new Recommendations(
            "Zoë \"+/", null, RecommendationSource.Personal,
            [
                new("tent", 1.1f, RecommendationSource.Cold, new Explanation([new("mat", 0.5f)], ["green", "<b>"])),
                .. Enumerable.Repeat(new RecommendedItem(id, 1e-9f, RecommendationSource.Popular), count),
            ]);

        using var response = await _server.Http.GetAsync(new Uri("/v1/users/ann/recommendations", UriKind.Relative), Token);
        var bytes = await response.Content.ReadAsByteArrayAsync(Token);

        Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(_server.Client.List, WireJson.Options), bytes);
        Assert.Equal(bytes.Length, response.Content.Headers.ContentLength);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task The_query_and_the_body_ask_for_the_same_list()
    {
        await _server.Get(
            "/v1/users/ann/recommendations?count=5&excludeSeen=false&deny=a&deny=b%26c&allow=d&attribute=e&attribute=f&match=any"
            + "&diversity=0.25&explain=true", Token);
        var byQuery = _server.Client.Asked;
        await _server.Post(
            "/v1/users/ann/recommendations",
            """
            {"count":5,"excludeSeen":false,"deny":["a","b&c"],"allow":["d"],"attributes":["e","f"],"match":"any","diversity":0.25,
            "explain":true,"history":null}
            """,
            Token);

        var expected = new RecommendationRequest(5)
        {
            ExcludeSeen = false, Deny = ["a", "b&c"], Allow = ["d"], Attributes = ["e", "f"], Match = AttributeMatch.Any,
            Diversity = 0.25f, Explain = true,
        };
        Assert.Equivalent(expected, byQuery, strict: true);
        Assert.Equivalent(expected, _server.Client.Asked, strict: true);
        Assert.Equal(["ann", "ann"], _server.Client.AskedUsers);
    }

    [Fact]
    public async Task A_session_without_a_user_is_answered_without_one()
    {
        var answer = await _server.Post("/v1/recommendations", """{"history":["tent","mat"],"count":1}""", Token);

        Assert.Equal(
            """{"modelVersion":null,"source":"popular","items":[{"itemId":"tent","score":4,"source":"popular"}]}""", answer.Text);
        Assert.Equal(["tent", "mat"], _server.Client.Asked!.History!);
    }

    [Fact]
    public async Task An_item_is_put_and_read_back()
    {
        var put = await _server.Put("/v1/items/a%2Fb", """{"attributes":["green","warm"],"available":false}""", Token);
        var read = await _server.Get("/v1/items/a%2Fb", Token);

        Assert.Equal((HttpStatusCode.OK, """{"itemId":"a/b","attributes":["green","warm"],"available":false}"""), (put.Status, put.Text));
        Assert.Equal(put, read);
    }

    [Fact]
    public async Task Many_items_are_put_and_what_is_left_out_is_left_alone()
    {
        var answer = await _server.Post(
            "/v1/items", """[{"itemId":"a","available":true},{"itemId":"b","attributes":[],"available":null},{"itemId":"c"}]""", Token);

        Assert.Equal("""{"itemCount":3}""", answer.Text);
        Assert.Equal(
            [("a", null, true), ("b", 0, null), ("c", null, null)],
            _server.Client.Put.Select(static i => (i.ItemId, i.Attributes?.Count, i.Available)));
    }

    [Fact]
    public async Task Similar_and_popular_items_have_the_documented_shape()
    {
        var similar = await _server.Get("/v1/items/tent/similar?count=7", Token);
        var popular = await _server.Get("/v1/popular?window=24h&count=2&attribute=green&attribute=warm&match=any", Token);

        Assert.Equal(
            """{"itemId":"tent","modelVersion":3,"items":[{"itemId":"mat","score":0.5,"source":"similar"}]}""", similar.Text);
        Assert.Equal(7, _server.Client.AskedCount);
        Assert.Equal("""{"window":"24h","items":[{"itemId":"tent","score":4,"source":"popular"}]}""", popular.Text);
        Assert.Equivalent(
            new PopularRequest(2, PopularityWindow.Day) { Attributes = ["green", "warm"], Match = AttributeMatch.Any },
            _server.Client.AskedPopular, strict: true);
    }

    [Theory]
    [InlineData("", PopularityWindow.AllTime, "all")]
    [InlineData("?window=all", PopularityWindow.AllTime, "all")]
    [InlineData("?window=1h", PopularityWindow.Hour, "1h")]
    [InlineData("?window=7d", PopularityWindow.Week, "7d")]
    [InlineData("?window=30d", PopularityWindow.Month, "30d")]
    public async Task A_window_is_read_and_written_alike(string query, PopularityWindow window, string written)
    {
        var answer = await _server.Get("/v1/popular" + query, Token);

        Assert.Equal(window, _server.Client.AskedPopular!.Window);
        Assert.Equal(written, answer.Json.GetProperty("window").GetString());
    }

    [Fact]
    public async Task An_unknown_item_is_not_found()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _server.Get("/v1/items/nobody%20knows", Token)).Status);
        var similar = await _server.Get("/v1/items/nobody%20knows/similar", Token);
        Assert.Equal(HttpStatusCode.NotFound, similar.Status);
        Assert.Contains("'nobody knows'", similar.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_has_the_documented_shape()
    {
        var answer = await _server.Get("/v1/users/ann/history", Token);

        Assert.Equal(
            """{"userId":"ann","total":1,"entries":"""
            + """[{"sequence":0,"itemId":"tent","timestamp":"1970-01-01T00:00:00+00:00","eventId":"e1"}]}""",
            answer.Text);
    }

    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("%C3%A9t%C3%A9%20%3F", "été ?")]
    public async Task A_user_id_in_the_path_may_hold_any_escaped_character(string escaped, string userId)
    {
        await _server.Get($"/v1/users/{escaped}/recommendations", Token);

        Assert.Equal([userId], _server.Client.AskedUsers);
    }

    [Fact]
    public async Task Retrain_is_accepted_and_answers_the_status()
    {
        _server.Client.Training = Running;

        var answer = await _server.Post("/v1/admin/retrain", "", Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal("finetuning", answer.Json.GetProperty("phase").GetString());
        Assert.Equal(0.5, answer.Json.GetProperty("metrics").GetProperty("HR@10").GetDouble());
        Assert.False(answer.Json.GetProperty("isEnded").GetBoolean());
    }

    [Fact]
    public async Task Training_before_the_first_run_is_not_found()
    {
        var answer = await _server.Get("/v1/admin/training", Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains("no training run", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_that_is_not_a_number_does_not_break_the_answer()
    {
        _server.Client.Training = Running with { Metrics = new Dictionary<string, double> { ["HR@10"] = double.NaN } };

        var answer = await _server.Get("/v1/admin/training", Token);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("NaN", answer.Json.GetProperty("metrics").GetProperty("HR@10").GetString());
    }

    [Fact]
    public async Task Models_are_listed_and_one_is_activated()
    {
        _server.Client.Models = [Model];

        var list = await _server.Get("/v1/admin/models", Token);
        var activated = await _server.Post("/v1/admin/models/3/activate", "", Token);

        Assert.Equal(3, list.Json.GetProperty("models")[0].GetProperty("version").GetInt32());
        Assert.Equal(HttpStatusCode.OK, activated.Status);
        Assert.Equal(0.25, activated.Json.GetProperty("metrics").GetProperty("NDCG@10").GetDouble());
    }

    [Fact]
    public async Task The_status_has_the_documented_shape()
    {
        _server.Client.Status = new(
            41, new(42, 0.1), [new(42, [new(QualityWindow.Week, 0, null, null, 0.5)])],
            [new(QualityWindow.Week, 3, 0, null, new(0.5, -0.25, 1.25))]);

        var answer = await _server.Get("/v1/admin/status", Token);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            """{"liveVersion":41,"split":{"version":42,"share":0.1},"quality":[{"version":42,"windows":["""
            + """{"window":"week","judged":0,"hitRate":null,"ndcg":null,"coverage":0.5}]}],"comparison":["""
            + """{"window":"week","liveJudged":3,"trialJudged":0,"hitRate":null,"ndcg":{"value":0.5,"low":-0.25,"high":1.25}}]}""",
            answer.Text);
    }

    [Fact]
    public async Task A_split_is_put_read_and_deleted()
    {
        var none = await _server.Get("/v1/admin/split", Token);
        var put = await _server.Put("/v1/admin/split", """{"version":42,"share":0.1}""", Token);
        var read = await _server.Get("/v1/admin/split", Token);
        var deleted = await _server.Delete("/v1/admin/split", Token);

        Assert.Equal("""{"split":null}""", none.Text);
        Assert.Equal((HttpStatusCode.OK, """{"split":{"version":42,"share":0.1}}"""), (put.Status, put.Text));
        Assert.Equal(put.Text, read.Text);
        Assert.Equal((HttpStatusCode.OK, none.Text), (deleted.Status, deleted.Text));
        Assert.Null(_server.Client.Status.Split);
    }

    [Fact]
    public async Task Health_tells_live_and_ready_apart()
    {
        _server.Client.Error = new StorageUnavailableException("The log does not answer.");

        var live = await _server.Get("/health/live", Token);
        Assert.Equal((HttpStatusCode.OK, """{"status":"live"}"""), (live.Status, live.Text));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _server.Get("/health/ready", Token)).Status);

        _server.Client.Error = null;
        _server.Client.Models = [Model];
        var ready = await _server.Get("/health/ready", Token);
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready","modelVersion":3}"""), (ready.Status, ready.Text));
    }
}
