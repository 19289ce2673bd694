using System.Net;
using System.Text;
using Orleans.Runtime;
using S3Rec.Contracts;

namespace S3Rec.Silo.Tests.Http;

public sealed class BadRequestTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ApiServer.Start(Token);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("", "body")]
    [InlineData("not json", "body")]
    [InlineData("""{"userId":"ann","itemId":""", "body")]
    [InlineData("17", "body")]
    [InlineData("null", "body")]
    [InlineData("[17]", "interactions[0]")]
    [InlineData("""{"itemId":"tent"}""", "userId")]
    [InlineData("""{"userId":"ann"}""", "itemId")]
    [InlineData("""{"userId":17,"itemId":"tent"}""", "userId")]
    [InlineData("""{"userId":null,"itemId":"tent"}""", "userId")]
    [InlineData("""{"userId":"\ud800","itemId":"tent"}""", "userId")]
    [InlineData("""{"userId":"ann","itemId":"tent","eventId":{}}""", "eventId")]
    [InlineData("""{"userId":"ann","itemId":"tent","timestamp":1772365800}""", "timestamp")]
    [InlineData("""{"userId":"ann","itemId":"tent","timestamp":"yesterday"}""", "timestamp")]
    [InlineData("""{"userId":"ann","itemId":"tent","timestamp":"2026-03-01T12:30:00"}""", "timestamp")]
    [InlineData("""{"userId":"ann","itemId":"tent","timestamp":"2026-03-01"}""", "timestamp")]
    [InlineData("""{"userId":"ann","itemId":"tent","itemid":"tent"}""", "itemid")]
    [InlineData("""[{"userId":"ann","itemId":"tent"},{"userId":"ann","itemId":false}]""", "interactions[1].itemId")]
    [InlineData("""{"\ud800":1}""", "body")]
    [InlineData("""{"user\ud8":1}""", "body")]
    [InlineData("""[{"userId":"ann","itemId":"tent"},{"userI\udc00":1}]""", "interactions[1]")]
    public async Task A_malformed_body_is_refused_by_the_name_of_its_field(string body, string field)
    {
        var answer = await _server.Post("/v1/interactions", body, Token);

        AssertRefused(answer, field);
        Assert.Empty(_server.Client.Recorded);
    }

    [Theory]
    [InlineData("""{"userId":"ann","itemId":"?"}""", "itemId")]
    [InlineData("""{"userId":"ann","itemId":"tent","?":1}""", "body")]
    public async Task Bytes_that_are_not_UTF8_are_refused(string text, string field)
    {
        var body = Array.ConvertAll(Encoding.UTF8.GetBytes(text), static b => b == (byte)'?' ? (byte)0xff : b);

        var answer = await _server.Post("/v1/interactions", body, Token);

        AssertRefused(answer, field);
        Assert.Empty(_server.Client.Recorded);
    }

    [Theory]
    [InlineData("/v1/users/ann/recommendations?count=ten", "count")]
    [InlineData("/v1/users/ann/recommendations?count=", "count")]
    [InlineData("/v1/users/ann/recommendations?count=1.5", "count")]
    [InlineData("/v1/users/ann/recommendations?count=5&count=6", "count")]
    [InlineData("/v1/users/ann/recommendations?count=99999999999", "count")]
    [InlineData("/v1/users/ann/history?count=x", "count")]
    [InlineData("/v1/users/ann/history?newest=5", "newest")]
    [InlineData("/v1/users/ann/recommendations?Count=5", "Count")]
    [InlineData("/v1/users/ann/recommendations?limit=5&count=5", "limit")]
    [InlineData("/v1/users/ann/recommendations?history=tent", "history")]
    [InlineData("/v1/users/ann/recommendations?excludeSeen=no", "excludeSeen")]
    [InlineData("/v1/users/ann/recommendations?explain=", "explain")]
    [InlineData("/v1/users/ann/recommendations?match=some", "match")]
    [InlineData("/v1/users/ann/recommendations?match=all&match=any", "match")]
    [InlineData("/v1/users/ann/recommendations?diversity=much", "diversity")]
    [InlineData("/v1/users/ann/recommendations?diversity=2", "diversity")]
    [InlineData("/v1/users/ann/recommendations?diversity=NaN", "diversity")]
    [InlineData("/v1/users/ann/recommendations?deny=", "deny[0]")]
    [InlineData("/v1/users/ann/recommendations?allow=a&allow=%00", "allow[1]")]
    [InlineData("/v1/users/ann/recommendations?attribute=%20", "attributes[0]")]
    [InlineData("/v1/items/tent?fields=all", "fields")]
    [InlineData("/v1/items/tent/similar?count=few", "count")]
    [InlineData("/v1/items/tent/similar?window=1h", "window")]
    [InlineData("/v1/popular?window=2h", "window")]
    [InlineData("/v1/popular?window=", "window")]
    [InlineData("/v1/popular?count=x", "count")]
    [InlineData("/v1/popular?since=1h", "since")]
    public async Task What_a_query_says_wrongly_is_refused_by_its_name(string path, string field) =>
        AssertRefused(await _server.Get(path, Token), field);

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("""{"history":["tent"],"count":"5"}""", "count")]
    [InlineData("""{"history":["tent"],"count":1e99}""", "count")]
    [InlineData("""{"history":["tent"],"count":5.5}""", "count")]
    [InlineData("""{"history":["tent"],"count":0}""", "count")]
    [InlineData("""{"history":["tent"],"excludeSeen":null}""", "excludeSeen")]
    [InlineData("""{"history":["tent"],"explain":"true"}""", "explain")]
    [InlineData("""{"history":["tent"],"diversity":1e999}""", "diversity")]
    [InlineData("""{"history":["tent"],"diversity":[]}""", "diversity")]
    [InlineData("""{"history":["tent"],"match":"ANY"}""", "match")]
    [InlineData("""{"history":["tent"],"match":1}""", "match")]
    [InlineData("""{"history":["tent"],"deny":"a"}""", "deny")]
    [InlineData("""{"history":["tent"],"deny":["a",7]}""", "deny[1]")]
    [InlineData("""{"history":["tent"],"allow":["\ud800"]}""", "allow[0]")]
    [InlineData("""{"history":["tent"],"attributes":[null]}""", "attributes[0]")]
    [InlineData("""{"history":["tent"],"attribute":["a"]}""", "attribute")]
    [InlineData("""{"history":["tent"],"userId":"ann"}""", "userId")]
    [InlineData("""{"history":[""]}""", "history[0]")]
    [InlineData("""{"count":5}""", "history")]
    public async Task A_malformed_wish_for_a_list_is_refused_by_the_name_of_its_field(string body, string field)
    {
        AssertRefused(await _server.Post("/v1/recommendations", body, Token), field);
        Assert.Null(_server.Client.Asked);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("""{"available":1}""", "available")]
    [InlineData("""{"attributes":{}}""", "attributes")]
    [InlineData("""{"attributes":["a",null]}""", "attributes[1]")]
    [InlineData("""{"itemId":"tent"}""", "itemId")]
    [InlineData("""{"price":10}""", "price")]
    public async Task A_malformed_item_is_refused_by_the_name_of_its_field(string body, string field)
    {
        AssertRefused(await _server.Put("/v1/items/tent", body, Token), field);
        Assert.Empty(_server.Client.Put);
    }

    [Theory]
    [InlineData("{}", "body")]
    [InlineData("[]", "items")]
    [InlineData("""["tent"]""", "items[0]")]
    [InlineData("""[{"itemId":"tent"},{"available":true}]""", "items[1].itemId")]
    [InlineData("""[{"itemId":"tent"},{"itemId":"mat","attributes":["a",5]}]""", "items[1].attributes[1]")]
    [InlineData("""[{"itemId":"tent","Available":true}]""", "items[0].Available")]
    public async Task Malformed_items_are_refused_by_place_and_field(string body, string field)
    {
        AssertRefused(await _server.Post("/v1/items", body, Token), field);
        Assert.Empty(_server.Client.Put);
    }

    [Theory]
    [InlineData("/v1/interactions")]
    [InlineData("/v1/items")]
    [InlineData("/v1/recommendations")]
    [InlineData("/v1/users/ann/recommendations")]
    public async Task A_query_where_a_body_says_everything_is_refused(string path) =>
        AssertRefused(await _server.Post(path + "?count=5", "{}", Token), "count");

    [Fact]
    public async Task A_list_longer_than_its_limit_is_refused_with_the_limit()
    {
        var ids = string.Join(',', Enumerable.Range(0, Limits.DenyMax + 1).Select(static n => $"\"{n}\""));

        var answer = await _server.Post("/v1/users/ann/recommendations", $$"""{"deny":[{{ids}}]}""", Token);

        AssertRefused(answer, "deny");
        Assert.Contains("10000 are the most", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_id_of_a_megabyte_reaches_the_rules_instead_of_a_bare_414()
    {
        await _server.Get($"/v1/users/{new string('a', 1_000_000)}/recommendations", Token);

        Assert.Equal(1_000_000, Assert.Single(_server.Client.AskedUsers).Length);
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("{}", "version")]
    [InlineData("""{"version":42}""", "share")]
    [InlineData("""{"version":"42","share":0.1}""", "version")]
    [InlineData("""{"version":42,"share":"a tenth"}""", "share")]
    [InlineData("""{"version":42,"share":1e400}""", "share")]
    [InlineData("""{"version":42,"share":0}""", "share")]
    [InlineData("""{"version":42,"share":1}""", "share")]
    [InlineData("""{"version":0,"share":0.1}""", "version")]
    [InlineData("""{"version":42,"share":0.1,"until":"tomorrow"}""", "until")]
    public async Task A_malformed_split_is_refused_by_the_name_of_its_field(string body, string field)
    {
        AssertRefused(await _server.Put("/v1/admin/split", body, Token), field);
        Assert.Null(_server.Client.Status.Split);
    }

    [Fact]
    public async Task A_malformed_version_is_refused() =>
        AssertRefused(await _server.Post("/v1/admin/models/latest/activate", "", Token), "version");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused_with_the_limit(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/interactions");
        request.Content = new ByteArrayContent(new byte[10_000_001]);
        request.Headers.TransferEncodingChunked = chunked;

        var answer = await Answer.Read(await _server.Http.SendAsync(request, Token), Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("10000000 bytes", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_just_under_the_limit_is_read()
    {
        var body = """{"userId":"ann","itemId":"tent"}""".PadRight(10_000_000);

        Assert.Equal(HttpStatusCode.OK, (await _server.Post("/v1/interactions", body, Token)).Status);
    }

    [Fact]
    public async Task An_unknown_path_is_a_problem_too()
    {
        var answer = await _server.Get("/v2/users", Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Fact]
    public async Task A_wrong_method_is_a_problem_too()
    {
        var answer = await _server.Get("/v1/interactions", Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    public static TheoryData<Exception, HttpStatusCode> ErrorsOfTheSilo => new()
    {
        { new InvalidRequestException("count", "count is -1; it may be 1 to 1000."), HttpStatusCode.BadRequest },
        { new UnknownModelException(9), HttpStatusCode.NotFound },
        { new CheckpointRefusedException("Version 9 is torn."), HttpStatusCode.Conflict },
        { new OverloadedException("The queue is full."), HttpStatusCode.TooManyRequests },
        { new StorageUnavailableException("The log does not answer."), HttpStatusCode.ServiceUnavailable },
        { new SiloUnavailableException("No silo."), HttpStatusCode.ServiceUnavailable },
        { new TimeoutException("No answer."), HttpStatusCode.ServiceUnavailable },
        { new InvalidOperationException("A bug."), HttpStatusCode.InternalServerError },
    };

    [Theory]
    [MemberData(nameof(ErrorsOfTheSilo))]
    public async Task Every_error_has_its_status_and_what_may_be_retried_says_when(Exception error, HttpStatusCode status)
    {
        _server.Client.Error = error;

        var answer = await _server.Get("/v1/users/ann/recommendations", Token);

        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        var retryable = status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
        Assert.Equal(retryable ? TimeSpan.FromSeconds(1) : null, answer.RetryAfter);
        Assert.DoesNotContain("A bug", answer.Text, StringComparison.Ordinal);
    }

    private static void AssertRefused(Answer answer, string field)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal(field, answer.Field);
    }
}
