using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using S3Rec.Contracts;
using S3Rec.Silo.Commands.Remote;
using S3Rec.Silo.Http;

namespace S3Rec.Silo.Load;

/// <summary>The service over HTTP/1.1 with connections kept alive, without pipelining.</summary>
internal sealed class HttpTarget : ILoadTarget
{
    private readonly ConcurrentStack<HttpConnection> _idle;
    private readonly ServiceClient _admin;
    private readonly string _timeoutKind;
    private readonly string _headers;

    /// <param name="address">Of the service; plain HTTP.</param>
    /// <param name="connectionCount">Connections; requests in flight must not be more.</param>
    /// <param name="timeout">How long an answer is waited for.</param>
    public HttpTarget(Uri address, int connectionCount, TimeSpan timeout)
    {
        _idle = new(Enumerable.Range(0, connectionCount).Select(_ => new HttpConnection(address.Host, address.Port, timeout)));
        _admin = new ServiceClient(address);
        _timeoutKind = string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalSeconds} s");
        _headers = $" HTTP/1.1\r\nHost: {address.Authority}\r\n";
    }

    public ValueTask<LoadAnswer> Ask(string userId, int count, CancellationToken cancellationToken) =>
        Send(
            Encoding.UTF8.GetBytes(
                $"GET /v1/users/{Uri.EscapeDataString(userId)}/recommendations?count={count}{_headers}\r\n"),
            static body => JsonSerializer.Deserialize<Recommendations>(body, WireJson.Options)!, cancellationToken);

    public ValueTask<LoadAnswer> Record(string userId, string itemId, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Interaction(userId, itemId), WireJson.Options);
        var head = Encoding.UTF8.GetBytes(
            $"POST /v1/interactions{_headers}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        return Send([.. head, .. body], null, cancellationToken);
    }

    public Task Retrain(CancellationToken cancellationToken) => _admin.Retrain(cancellationToken);

    public Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken) => _admin.GetModels(cancellationToken);

    public Task Activate(int version, CancellationToken cancellationToken) => _admin.Activate(version, cancellationToken);

    public ValueTask DisposeAsync()
    {
        foreach (var connection in _idle)
            connection.Dispose();
        _admin.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<LoadAnswer> Send(byte[] request, ListReader? readList, CancellationToken cancellationToken)
    {
        if (!_idle.TryPop(out var connection))
            throw new UnreachableException("More requests are in flight than there are connections.");
        try
        {
            var (status, body) = await connection.Send(request, cancellationToken);
            return status switch
            {
                200 => readList is null ? LoadAnswer.Recorded : LoadAnswer.Of(readList(body.Span)),
                429 => LoadAnswer.Refused("HTTP 429"),
                503 => LoadAnswer.Refused("HTTP 503"),
                _ => LoadAnswer.Failed(string.Create(CultureInfo.InvariantCulture, $"HTTP {status}")),
            };
        }
        catch (SocketException e)
        {
            return LoadAnswer.Failed(e.SocketErrorCode.ToString());
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            return LoadAnswer.Failed(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LoadAnswer.Failed(_timeoutKind);
        }
        finally
        {
            _idle.Push(connection);
        }
    }

    private delegate Recommendations ListReader(ReadOnlySpan<byte> body);
}
