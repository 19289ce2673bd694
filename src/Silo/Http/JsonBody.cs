using System.Buffers;
using System.Text.Json;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>Reads a JSON body as a whole, up to <see cref="HttpApi.BodyBytesMax"/>.</summary>
internal static class JsonBody
{
    /// <param name="request">The request.</param>
    /// <param name="read">Makes of the root element what is wanted; the element is gone afterwards.</param>
    /// <param name="cancellationToken">Gives up waiting for the rest of the body.</param>
    /// <exception cref="InvalidRequestException">The body is not JSON.</exception>
    /// <exception cref="BadHttpRequestException">413: it is larger than <see cref="HttpApi.BodyBytesMax"/>.</exception>
    public static async Task<T> Read<T>(HttpRequest request, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        if (request.ContentLength > HttpApi.BodyBytesMax)
            throw TooLarge();
        while (true)
        {
            var part = await request.BodyReader.ReadAsync(cancellationToken);
            try
            {
                if (part.Buffer.Length > HttpApi.BodyBytesMax)
                    throw TooLarge();
                if (part.IsCompleted)
                    return Parse(part.Buffer, read);
            }
            finally
            {
                // Also on the way out: Kestrel goes on with the connection only when no read is left open.
                request.BodyReader.AdvanceTo(part.Buffer.Start, part.Buffer.End);
            }
        }
    }

    private static T Parse<T>(ReadOnlySequence<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new InvalidRequestException(
                "body",
                $"The body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {FirstSentence(e.Message)}");
        }
    }

    private static BadHttpRequestException TooLarge() => new(
        $"The body is larger than {HttpApi.BodyBytesMax} bytes. Send less per call.", StatusCodes.Status413PayloadTooLarge);

    private static string FirstSentence(string message) => message.Split(". ", 2)[0].TrimEnd('.') + ".";
}
