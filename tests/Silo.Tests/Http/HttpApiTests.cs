using System.Net;
using S3Rec.Contracts;

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
        Assert.Equal(5, _server.Client.AskedCount);
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
