using System.Text.Json;
using System.Text.Json.Serialization;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>How windows of popularity are written: 1h, 24h, 7d and 30d; all for all time.</summary>
internal sealed class PopularityWindows : JsonConverter<PopularityWindow>
{
    /// <exception cref="InvalidRequestException">It is none of them.</exception>
    public static PopularityWindow Parse(string text) => text switch
    {
        "all" => PopularityWindow.AllTime,
        "1h" => PopularityWindow.Hour,
        "24h" => PopularityWindow.Day,
        "7d" => PopularityWindow.Week,
        "30d" => PopularityWindow.Month,
        _ => throw new InvalidRequestException(
            "window", $"window is '{Shortened.Text(text)}'; it must be 1h, 24h, 7d, 30d, or all, which it is when left out."),
    };

    public override PopularityWindow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, PopularityWindow value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value switch
        {
            PopularityWindow.Hour => "1h",
            PopularityWindow.Day => "24h",
            PopularityWindow.Week => "7d",
            PopularityWindow.Month => "30d",
            _ => "all",
        });
}
