using System.Net.Sockets;

namespace S3Rec.Silo.Load;

/// <summary>One connection of HTTP/1.1, kept alive, one request at a time; connects when it is first needed, and again after an
/// error. Written by hand because HttpClient takes several times the processor, which the service under load then lacks.</summary>
internal sealed class HttpConnection(string host, int port, TimeSpan timeout) : IDisposable
{
    /// <summary>Servers cut connections that were idle for long, Kestrel after 130 s.</summary>
    private const long IdleMsMax = 30_000;

    private const int BufferBytesMax = 16 * 1024 * 1024;

    private CancellationTokenSource _patience = new();
    private byte[] _buffer = new byte[8 * 1024];
    private Socket? _socket;
    private long _lastUsedMs;

    /// <returns>The status, and the body, which is valid until the next call.</returns>
    /// <exception cref="SocketException">The connection cannot be made, or broke.</exception>
    /// <exception cref="InvalidDataException">What came back is not HTTP/1.1, or larger than 16 MiB, or was cut off.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or not answered in time.</exception>
    public async ValueTask<(int Status, ReadOnlyMemory<byte> Body)> Send(byte[] request, CancellationToken cancellationToken)
    {
        using var cancelled = cancellationToken.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), _patience);
        _patience.CancelAfter(timeout);
        var isWhole = false;
        try
        {
            var socket = await Connected();
            for (var sent = 0; sent < request.Length;)
                sent += await socket.SendAsync(request.AsMemory(sent), _patience.Token);
            var (reply, keepsAlive) = await Receive(socket);
            isWhole = keepsAlive;
            return reply;
        }
        finally
        {
            _lastUsedMs = Environment.TickCount64;
            if (!isWhole)
                Close();
            if (!_patience.TryReset())
            {
                _patience.Dispose();
                _patience = new CancellationTokenSource();
            }
        }
    }

    public void Dispose()
    {
        Close();
        _patience.Dispose();
    }

    private async ValueTask<Socket> Connected()
    {
        if (_socket is not null && Environment.TickCount64 - _lastUsedMs > IdleMsMax)
            Close();
        if (_socket is not null)
            return _socket;
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await _socket.ConnectAsync(host, port, _patience.Token);
        return _socket;
    }

    private async ValueTask<((int Status, ReadOnlyMemory<byte> Body) Reply, bool KeepsAlive)> Receive(Socket socket)
    {
        var filled = 0;
        while (true)
        {
            if (filled == _buffer.Length)
                Grow();
            var read = await socket.ReceiveAsync(_buffer.AsMemory(filled), _patience.Token);
            if (read == 0)
                throw new InvalidDataException("the connection was closed");
            filled += read;
            if (HttpReply.TryRead(_buffer.AsMemory(0, filled), out var reply))
                return ((reply.Status, reply.Body), reply.KeepsAlive);
        }
    }

    private void Grow()
    {
        if (_buffer.Length == BufferBytesMax)
            throw new InvalidDataException("the answer is larger than 16 MiB");
        Array.Resize(ref _buffer, 2 * _buffer.Length);
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
