using System.Text.Json;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>Writes a list as <see cref="WireJson"/> would, without its detours: this is the answer that is asked for most, by
/// far.</summary>
internal sealed class RecommendationsJson(Recommendations list) : IResult
{
    private static readonly JsonEncodedText UserId = JsonEncodedText.Encode("userId");
    private static readonly JsonEncodedText ModelVersion = JsonEncodedText.Encode("modelVersion");
    private static readonly JsonEncodedText Source = JsonEncodedText.Encode("source");
    private static readonly JsonEncodedText Items = JsonEncodedText.Encode("items");
    private static readonly JsonEncodedText ItemId = JsonEncodedText.Encode("itemId");
    private static readonly JsonEncodedText Score = JsonEncodedText.Encode("score");
    private static readonly JsonEncodedText Why = JsonEncodedText.Encode("why");
    private static readonly JsonEncodedText[] Sources =
        [.. Enum.GetNames<RecommendationSource>().Select(static name => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(name)))];

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        using var writer = new Utf8JsonWriter(response.BodyWriter);
        Write(writer);
        writer.Flush();
        response.ContentLength = writer.BytesCommitted; // nothing is sent before the server flushes the body
        return Task.CompletedTask;
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (list.UserId is { } userId)
            writer.WriteString(UserId, userId);
        if (list.ModelVersion is { } version)
            writer.WriteNumber(ModelVersion, version);
        else
            writer.WriteNull(ModelVersion);
        writer.WriteString(Source, Sources[(int)list.Source]);
        writer.WriteStartArray(Items);
        for (var i = 0; i < list.Items.Count; i++)
        {
            var item = list.Items[i];
            writer.WriteStartObject();
            writer.WriteString(ItemId, item.ItemId);
            writer.WriteNumber(Score, item.Score);
            writer.WriteString(Source, Sources[(int)item.Source]);
            if (item.Why is { } why)
            {
                writer.WritePropertyName(Why);
                JsonSerializer.Serialize(writer, why, WireJson.Options);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
