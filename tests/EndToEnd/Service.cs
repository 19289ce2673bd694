using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace S3Rec.EndToEnd;

/// <summary>A running service on free ports.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    /// <summary>Ports go up from a place of this process's own: test projects run side by side.</summary>
    private static int s_lastPort = Environment.ProcessId * 101;

    private Service(Process process, int port, int gatewayPort)
    {
        _process = process;
        Port = port;
        GatewayPort = gatewayPort;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(1) };
        DataReceivedEventHandler keep = (_, line) =>
        {
            lock (_log)
                _log.AppendLine(line.Data);
        };
        process.OutputDataReceived += keep;
        process.ErrorDataReceived += keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Http { get; }

    public int Port { get; }

    public int GatewayPort { get; }

    public int ProcessId => _process.Id;

    /// <summary>What the process printed so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>Starts a verb that serves, and waits until it is ready.</summary>
    public static async Task<Service> Start(string verb, string store, CancellationToken cancellationToken)
    {
        var ports = FreePorts(3);
        string[] args =
        [
            verb, "--store", store, "--port", Text(ports[0]), "--silo-port", Text(ports[1]), "--gateway-port", Text(ports[2]),
        ];
        var service = new Service(S3RecProgram.Start(args), ports[0], ports[2]);
        await service.WaitUntilReady(cancellationToken);
        return service;
    }

    public async Task<JsonElement> Recommend(string userId, int count, CancellationToken cancellationToken)
    {
        var path = Relative($"/v1/users/{userId}/recommendations?count={count}");
        using var response = await Http.GetAsync(path, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public async Task<JsonElement> History(string userId, int count, CancellationToken cancellationToken) =>
        await Http.GetFromJsonAsync<JsonElement>(Relative($"/v1/users/{userId}/history?count={count}"), cancellationToken);

    /// <summary>Records one interaction.</summary>
    /// <returns>Its receipt.</returns>
    /// <exception cref="HttpRequestException">It was not acknowledged.</exception>
    public async Task<JsonElement> Record(string userId, string itemId, string eventId, CancellationToken cancellationToken)
    {
        var interaction = new { userId, itemId, eventId };
        using var response = await Http.PostAsJsonAsync(Relative("/v1/interactions"), interaction, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.GetProperty("receipts")[0];
    }

    /// <summary>Ends the process as a power cut does.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to end, as Ctrl-C or an orchestrator does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Terminate(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", Text(_process.Id)]);
        await kill.WaitForExitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            await Kill();
        _process.Dispose();
    }

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task WaitUntilReady(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await IsReady(cancellationToken))
        {
            Assert.False(_process.HasExited, $"The service ended before it was ready:\n{Log}");
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task<bool> IsReady(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(Relative("/health/ready"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public static int[] FreePorts(int count)
    {
        // Below the range from which the system gives ports to outgoing connections: one of those could take a port that was free a
        // moment ago before the service binds it.
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            var port = 15_000 + (int)((uint)Interlocked.Add(ref s_lastPort, 7) % 17_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                ports.Add(port);
            }
            catch (SocketException)
            {
                // Taken; another will be free.
            }
        }

        return [.. ports];
    }
}
