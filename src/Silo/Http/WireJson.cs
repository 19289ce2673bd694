using System.Text.Json;
using System.Text.Json.Serialization;

namespace S3Rec.Silo.Http;

/// <summary>How JSON looks on the wire, for the service and for the verbs that call it: camelCase, enums as camelCase words,
/// dictionary keys ("HR@10") as they are.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        // A metric of an empty test split is NaN; it must not turn an answer into an error.
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        options.Converters.Add(new PopularityWindows());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }
}
