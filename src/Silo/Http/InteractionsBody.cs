using System.Text.Json;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>The body of POST /v1/interactions: one interaction or an array of them.</summary>
internal sealed record InteractionsBody(IReadOnlyList<Interaction> Interactions, bool IsArray)
{
    private const string FieldNames = "'userId', 'itemId', 'timestamp' and 'eventId'";

    /// <exception cref="InvalidRequestException">A field is missing, unknown or of the wrong type.</exception>
    public static InteractionsBody Of(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Object => new InteractionsBody([ReadInteraction(body, "")], IsArray: false),
        JsonValueKind.Array => new InteractionsBody(ReadArray(body), IsArray: true),
        _ => throw new InvalidRequestException(
            "body", $"The body is {JsonFields.Kind(body)}; it must be one interaction or an array of interactions."),
    };

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
                path.TrimEnd('.'), $"{path.TrimEnd('.')} is {JsonFields.Kind(element)}; an interaction is an object.");
        }

        string? userId = null, itemId = null, eventId = null;
        DateTimeOffset? timestamp = null;
        foreach (var property in element.EnumerateObject())
        {
            switch (JsonFields.Name(property, path, FieldNames))
            {
                case "userId":
                    userId = JsonFields.String(property.Value, path + "userId");
                    break;
                case "itemId":
                    itemId = JsonFields.String(property.Value, path + "itemId");
                    break;
                case "eventId":
                    eventId = JsonFields.OptionalString(property.Value, path + "eventId");
                    break;
                case "timestamp":
                    timestamp = ReadTimestamp(property.Value, path + "timestamp");
                    break;
                case var name:
                    throw JsonFields.Unknown(name, path, "an interaction", FieldNames);
            }
        }

        return new Interaction(
            userId ?? throw JsonFields.Missing(path + "userId"),
            itemId ?? throw JsonFields.Missing(path + "itemId"),
            timestamp,
            eventId);
    }

    /// <summary>An ISO 8601 time with its offset: without one, what it means would depend on where the server stands.</summary>
    private static DateTimeOffset? ReadTimestamp(JsonElement value, string field)
    {
        if (JsonFields.OptionalString(value, field) is not { } text)
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
}
