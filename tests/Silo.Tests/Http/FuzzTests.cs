using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using S3Rec.Silo.Hosting;

namespace S3Rec.Silo.Tests.Http;

/// <summary>For tests that measure the whole process.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class NothingBeside;

/// <summary>A whole service, silo and store included, under requests that no client in its right mind sends.</summary>
[Collection(typeof(NothingBeside))]
public sealed class FuzzTests : IAsyncLifetime
{
    private const int RequestsPerRound = 300;
    private const int RoundCount = 10;

    /// <summary>3 KB per request, of which most leave nothing: users that were made up stay in memory for a while, some KB
    /// each.</summary>
    private const long GrowthBytesMax = 9_000_000;

    private readonly HashSet<int?> _statuses = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-fuzz-");
    private WebApplication _app = null!;
    private int _port;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = ServiceHost.Build(
            settings =>
            {
                settings.Store = Path.Combine(_folder.FullName, "store");
                (settings.Port, settings.SiloPort, settings.GatewayPort) = (_port = FreePort(), FreePort(), FreePort());
            },
            isQuiet: true);
        await _app.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Bad_input_is_never_an_error_of_the_service_and_leaves_nothing_behind()
    {
        string[] routes =
        [
            .. _app.Services.GetServices<EndpointDataSource>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
                .Select(static endpoint => endpoint.RoutePattern.RawText!).Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.Contains("/v1/interactions", routes);
        var fuzzer = new RequestFuzzer(new Random(20), routes);

        await Round(fuzzer, BodySizes.Small);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var round = 0; round < RoundCount; round++)
            await Round(fuzzer, BodySizes.Small);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < GrowthBytesMax, $"{grown} bytes more are in use after {RoundCount * RequestsPerRound} requests.");

        // Last, and not measured: their buffers stay in the threads' array pools for half a minute.
        await Round(fuzzer, BodySizes.Any);
        Assert.True(_statuses.IsSupersetOf([200, 400, 404, 405, 413]), $"Only {string.Join(", ", _statuses)} were answered.");
        await AssertServes();
    }

    private async Task Round(RequestFuzzer fuzzer, BodySizes sizes)
    {
        for (var i = 0; i < RequestsPerRound; i++)
        {
            var (request, isWhole) = fuzzer.Next(sizes);
            var status = await Send(request, isWhole);
            _statuses.Add(status);
            Assert.True(
                status is null or (>= 200 and < 500) or 503,
                $"{status} for {Encoding.Latin1.GetString(request, 0, Math.Min(2000, request.Length))}");
        }
    }

    private async Task AssertServes()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}") };
        using var body = new StringContent("""[{"userId":"ann","itemId":"tent"},{"userId":"bob","itemId":"mat"}]""");
        var recorded = await Answer.Read(await http.PostAsync(new Uri("/v1/interactions", UriKind.Relative), body, Token), Token);
        Assert.Equal(HttpStatusCode.OK, recorded.Status);
        var path = new Uri("/v1/users/ann/recommendations?count=1000", UriKind.Relative);
        var list = await Answer.Read(await http.GetAsync(path, Token), Token);
        Assert.Equal(HttpStatusCode.OK, list.Status);
        Assert.Contains("\"mat\"", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"tent\"", list.Text, StringComparison.Ordinal);
    }

    /// <returns>The status; null when the connection was cut without one.</returns>
    private async Task<int?> Send(byte[] request, bool isWhole)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _port, Token);
        using var answer = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            for (var sent = 0; sent < request.Length;)
                sent += await socket.SendAsync(request.AsMemory(sent), Token);
            if (!isWhole)
                socket.Shutdown(SocketShutdown.Send);
            for (int read; (read = await socket.ReceiveAsync(buffer, Token)) > 0;)
                answer.Write(buffer, 0, read);
        }
        catch (SocketException)
        {
            // A server may hang up on a body it does not want; what it said before that counts.
        }

        var text = Encoding.Latin1.GetString(answer.GetBuffer(), 0, (int)Math.Min(12, answer.Length));
        return text.Length == 12 ? int.Parse(text.AsSpan(9), provider: null) : null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
