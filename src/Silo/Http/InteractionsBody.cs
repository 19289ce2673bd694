using System.Buffers;
using System.Text.Json;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>The body of POST /v1/interactions: one interaction or an array of them. Read by hand so that each mistake names its
/// field and its place.</summary>
internal sealed record InteractionsBody(IReadOnlyList<Interaction> Interactions, bool IsArray)
{
    private const string FieldNames = "'userId', 'itemId', 'timestamp' and 'eventId'";

    private const string NotUnicode = "is not valid Unicode: it holds half of a surrogate pair, or bytes that are not UTF-8";

    /// <exception cref="InvalidRequestException">The body is not JSON, or a field is missing, unknown or of the wrong
    /// type.</exception>
    /// <exception cref="BadHttpRequestException">413: it is larger than <see cref="HttpApi.BodyBytesMax"/>.</exception>
    public static async Task<InteractionsBody> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > HttpApi.BodyBytesMax)
            throw TooLarge();
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            try
            {
                if (read.Buffer.Length > HttpApi.BodyBytesMax)
                    throw TooLarge();
                if (read.IsCompleted)
                    return Parse(read.Buffer);
            }
            finally
            {
                // Also on the way out: Kestrel goes on with the connection only when no read is left open.
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
    }

    private static InteractionsBody Parse(ReadOnlySequence<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => new InteractionsBody([ReadInteraction(document.RootElement, "")], IsArray: false),
                JsonValueKind.Array => new InteractionsBody(ReadArray(document.RootElement), IsArray: true),
                var kind => throw new InvalidRequestException(
                    "body", $"The body is {Name(kind)}; it must be one interaction or an array of interactions."),
            };
        }
        catch (JsonException e)
        {
            throw new InvalidRequestException(
                "body",
                $"The body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {FirstSentence(e.Message)}");
        }
    }

    private static Interaction[] ReadArray(JsonElement array)
    {
        var interactions = new Interaction[array.GetArrayLength()];
        var i = 0;
        foreach (var element in array.EnumerateArray())
        {
            interactions[i] = ReadInteraction(element, $"interactions[{i}].");
            i++;
        }

        return interactions;
    }

    private static Interaction ReadInteraction(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidRequestException(
                path.TrimEnd('.'), $"{path.TrimEnd('.')} is {Name(element.ValueKind)}; an interaction is an object.");
        }

        string? userId = null, itemId = null, eventId = null;
        DateTimeOffset? timestamp = null;
        foreach (var property in element.EnumerateObject())
        {
            switch (ReadName(property, path))
            {
                case "userId":
                    userId = ReadString(property.Value, path + "userId");
                    break;
                case "itemId":
                    itemId = ReadString(property.Value, path + "itemId");
                    break;
                case "eventId":
                    eventId = ReadOptional(property.Value, path + "eventId");
                    break;
                case "timestamp":
                    timestamp = ReadTimestamp(property.Value, path + "timestamp");
                    break;
                case var name:
                    throw UnknownField(name, path);
            }
        }

        return new Interaction(
            userId ?? throw Missing(path + "userId"), itemId ?? throw Missing(path + "itemId"), timestamp, eventId);
    }

    private static string ReadName(JsonProperty property, string path)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            var place = path.Length == 0 ? "body" : path.TrimEnd('.');
            throw new InvalidRequestException(
                place, $"The name of a field of {place} {NotUnicode}; the fields are {FieldNames}.");
        }
    }

    private static string ReadString(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw new InvalidRequestException(field, $"{field} is {Name(value.ValueKind)}; it must be a string.");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException(field, $"{field} {NotUnicode}.");
        }
    }

    private static string? ReadOptional(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Null ? null : ReadString(value, field);

    /// <summary>An ISO 8601 time with its offset: without one, what it means would depend on where the server stands.</summary>
    private static DateTimeOffset? ReadTimestamp(JsonElement value, string field)
    {
        if (ReadOptional(value, field) is not { } text)
            return null;
        if (HasOffset(text) && value.TryGetDateTimeOffset(out var timestamp))
            return timestamp;
        throw new InvalidRequestException(
            field,
            $"{field} is '{Shortened.Text(text)}'; it must be an ISO 8601 time with an offset, like '2026-03-01T12:30:00Z'.");
    }

    private static bool HasOffset(string text) =>
        text.IndexOf('T', StringComparison.Ordinal) is > 0 and var time
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > time);

    private static BadHttpRequestException TooLarge() => new(
        $"The body is larger than {HttpApi.BodyBytesMax} bytes. Send fewer interactions per call.",
        StatusCodes.Status413PayloadTooLarge);

    private static InvalidRequestException Missing(string field) => new(field, $"{field} is missing; it must be a string.");

    private static InvalidRequestException UnknownField(string field, string path)
    {
        var name = Shortened.Text(field);
        return new InvalidRequestException(
            path + name, $"{path}{name} is not a field of an interaction; those are {FieldNames}.");
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static string FirstSentence(string message) => message.Split(". ", 2)[0].TrimEnd('.') + ".";
}
