using System.Net;
using System.Text;

namespace S3Rec.Silo.Tests.Http;

/// <summary>Requests nobody would write by hand, the same ones in every run: whatever comes in, the answer is a result or says what is
/// wrong.</summary>
public sealed class MalformedRequestTests : IAsyncLifetime
{
    private const int RequestCount = 3000;

    private static readonly (HttpMethod Method, string Path)[] Targets =
    [
        (HttpMethod.Post, "/v1/interactions"), (HttpMethod.Post, "/v1/items"), (HttpMethod.Put, "/v1/items/tent"),
        (HttpMethod.Post, "/v1/recommendations"), (HttpMethod.Post, "/v1/users/ann/recommendations"),
        (HttpMethod.Put, "/v1/admin/split"),
    ];

    private static readonly string[] Names =
    [
        "userId", "itemId", "eventId", "timestamp", "attributes", "available", "count", "excludeSeen", "deny", "allow", "match", "diversity",
        "history", "explain", "version", "share", "", "constructor", "\\ud800", "\\u0000", "Count",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "5", "1e999", "-0.0", "1E-400", "123456789012345678901234567890", "\"\"", "\"tent\"", "\"all\"",
        "\"any\"", "\" \"", "\"\\ud800\"", "\"\\u0000\"", "\"2026-03-01T12:30:00Z\"", "\"9999-99-99T99:99:99Z\"", "NaN", "[", "}", "//", "",
    ];

    private ApiServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ApiServer.Start(Token);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task No_body_is_an_unexpected_error()
    {
        var random = new Random(20);
        var statuses = new HashSet<HttpStatusCode>();
        for (var i = 0; i < RequestCount; i++)
        {
            var (method, path) = Targets[random.Next(Targets.Length)];
            using var request = new HttpRequestMessage(method, path);
            request.Content = new ByteArrayContent(Body(random));
            statuses.Add(await Status(request, i));
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest], statuses.Order());
    }

    [Fact]
    public async Task No_query_is_an_unexpected_error()
    {
        string[] paths = ["/v1/users/ann/recommendations", "/v1/users/ann/history", "/v1/items/tent/similar", "/v1/popular"];
        string[] names = ["count", "deny", "allow", "attribute", "match", "window", "excludeSeen", "diversity", "explain", "%00", "a b", ""];
        string[] values = ["5", "", "true", "false", "all", "any", "1h", "0.5", "-1", "1e400", "99999999999", "%ff%fe", "%00", "%", "a%2Fb", "é"];
        var random = new Random(21);
        var statuses = new HashSet<HttpStatusCode>();
        for (var i = 0; i < RequestCount; i++)
        {
            var pairs = Enumerable.Range(0, random.Next(4)).Select(_ => $"{names[random.Next(names.Length)]}={values[random.Next(values.Length)]}");
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{paths[random.Next(paths.Length)]}?{string.Join('&', pairs)}");
            statuses.Add(await Status(request, i));
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest], statuses.Order());
    }

    private async Task<HttpStatusCode> Status(HttpRequestMessage request, int number)
    {
        var answer = await Answer.Read(await _server.Http.SendAsync(request, Token), Token);
        if (answer.Status is not HttpStatusCode.OK)
        {
            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"Request {number} to {request.RequestUri}: {answer.Status}. {answer.Text}");
            Assert.NotNull(answer.Field);
        }

        return answer.Status;
    }

    private static byte[] Body(Random random)
    {
        var body = Encoding.UTF8.GetBytes(Value(random, depth: 0));
        if (random.Next(5) == 0 && body.Length > 0)
            body[random.Next(body.Length)] = (byte)random.Next(256);
        return random.Next(10) == 0 ? body[..random.Next(body.Length + 1)] : body;
    }

    private static string Value(Random random, int depth) => random.Next(depth == 0 ? 2 : 5) switch
    {
        0 when depth < 90 => $"[{Join(random, () => Value(random, depth + 1))}]",
        1 when depth < 90 => $"{{{Join(random, () => $"\"{Names[random.Next(Names.Length)]}\":{Value(random, depth + 1)}")}}}",
        _ => Values[random.Next(Values.Length)],
    };

    private static string Join(Random random, Func<string> part) =>
        string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => part()));
}
