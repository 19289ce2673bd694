using System.Text;
using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

public sealed class HttpReplyTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", true)]
    [InlineData("HTTP/1.1 429 Too Many\r\ncontent-length:0\r\n\r\n", 429, "", true)]
    [InlineData("HTTP/1.1 202 Accepted\r\n\r\n", 202, "", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", 200, "hello", true)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n", 200, "0123456789", false)]
    public void An_answer_is_whole_with_its_last_byte_and_not_before(string text, int status, string body, bool keepsAlive)
    {
        for (var length = 0; length < text.Length; length++)
            Assert.False(HttpReply.TryRead(Encoding.ASCII.GetBytes(text[..length]), out _), $"whole after {length} bytes");

        Assert.True(HttpReply.TryRead(Encoding.ASCII.GetBytes(text), out var reply));
        Assert.Equal((status, body, keepsAlive), (reply.Status, Encoding.ASCII.GetString(reply.Body.Span), reply.KeepsAlive));
    }

    [Theory]
    [InlineData("SSH-2.0\r\n\r\n")]
    [InlineData("HTTP/1.1 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n")]
    public void What_is_not_HTTP_is_said(string text) =>
        Assert.Throws<InvalidDataException>(() => HttpReply.TryRead(Encoding.ASCII.GetBytes(text), out _));
}
