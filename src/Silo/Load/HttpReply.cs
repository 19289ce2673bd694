using System.Buffers.Text;
using System.Text;

namespace S3Rec.Silo.Load;

/// <summary>An answer of HTTP/1.1, read from the bytes that have come so far. Of the headers only those count that say where
/// the body ends.</summary>
internal readonly record struct HttpReply(int Status, ReadOnlyMemory<byte> Body, bool KeepsAlive)
{
    /// <param name="received">All bytes of the answer that have come. The body of a whole chunked answer is put together in
    /// place.</param>
    /// <param name="reply">The answer.</param>
    /// <returns>False when more must come.</returns>
    /// <exception cref="InvalidDataException">It is not HTTP/1.1.</exception>
    public static bool TryRead(Memory<byte> received, out HttpReply reply)
    {
        reply = default;
        var bytes = received.Span;
        var headLength = bytes.IndexOf("\r\n\r\n"u8);
        if (headLength < 0)
            return false;
        if (!bytes.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(bytes[9..headLength], out int status, out _))
            throw new InvalidDataException("the answer is not HTTP/1.1");

        var (length, isChunked, keepsAlive) = ReadHeaders(bytes[..headLength]);
        var body = received[(headLength + 4)..];
        if (isChunked)
        {
            if (!IsWhole(body.Span))
                return false;
            length = JoinChunks(body.Span);
        }
        else if (body.Length < length)
        {
            return false;
        }

        reply = new HttpReply(status, body[..length], keepsAlive);
        return true;
    }

    private static (int Length, bool IsChunked, bool KeepsAlive) ReadHeaders(ReadOnlySpan<byte> head)
    {
        var (length, isChunked, keepsAlive) = (0, false, true);
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (Value(line, "content-length:"u8) is { IsEmpty: false } text && !Utf8Parser.TryParse(text, out length, out _))
                throw new InvalidDataException("the length of the answer is not a number");
            isChunked |= Ascii.EqualsIgnoreCase(Value(line, "transfer-encoding:"u8), "chunked"u8);
            keepsAlive &= !Ascii.EqualsIgnoreCase(Value(line, "connection:"u8), "close"u8);
        }

        return (length, isChunked, keepsAlive);
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name) ? line[name.Length..].Trim(" "u8) : default;

    /// <summary>Whether the last chunk, of no bytes, has come.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> body)
    {
        while (TryReadChunk(body, out var data, out var next))
        {
            if (data.Length == 0)
                return true;
            body = body[next..];
        }

        return false;
    }

    /// <returns>The length of the body, now at the front.</returns>
    private static int JoinChunks(Span<byte> body)
    {
        var length = 0;
        var rest = body;
        while (TryReadChunk(rest, out var data, out var next) && data.Length > 0)
        {
            data.CopyTo(body[length..]);
            length += data.Length;
            rest = rest[next..];
        }

        return length;
    }

    /// <summary>A chunk is its length in hexadecimal, a line end, the data, and a line end. Kestrel sends no trailers.</summary>
    private static bool TryReadChunk(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> data, out int next)
    {
        data = default;
        next = 0;
        var sizeEnd = bytes.IndexOf("\r\n"u8);
        if (sizeEnd < 0)
            return false;
        if (!Utf8Parser.TryParse(bytes[..sizeEnd], out int size, out _, 'x') || size < 0)
            throw new InvalidDataException("the length of a part of the answer is not a number");
        next = sizeEnd + 2 + size + 2;
        if (next < 0 || bytes.Length < next)
            return false;
        data = bytes.Slice(sizeEnd + 2, size);
        return true;
    }
}
