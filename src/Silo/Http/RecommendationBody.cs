using System.Text.Json;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>The body that asks for a list: the fields of <see cref="RecommendationRequest"/>.</summary>
internal static class RecommendationBody
{
    private const string FieldNames =
        "'count', 'excludeSeen', 'deny', 'allow', 'attributes', 'match', 'diversity', 'history' and 'explain'";

    /// <exception cref="InvalidRequestException">A field is unknown or of the wrong type.</exception>
    public static RecommendationRequest Of(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidRequestException(
                "body", $"The body is {JsonFields.Kind(body)}; it must be an object with any of the fields {FieldNames}.");
        }

        var request = new RecommendationRequest();
        foreach (var property in body.EnumerateObject())
        {
            var value = property.Value;
            request = JsonFields.Name(property, "", FieldNames) switch
            {
                "count" => request with { Count = JsonFields.Integer(value, "count") },
                "excludeSeen" => request with { ExcludeSeen = JsonFields.Boolean(value, "excludeSeen") },
                "deny" => request with { Deny = JsonFields.OptionalStrings(value, "deny") },
                "allow" => request with { Allow = JsonFields.OptionalStrings(value, "allow") },
                "attributes" => request with { Attributes = JsonFields.OptionalStrings(value, "attributes") },
                "match" => request with { Match = RequestValues.Match(JsonFields.String(value, "match")) },
                "diversity" => request with { Diversity = JsonFields.Number(value, "diversity") },
                "history" => request with { History = JsonFields.OptionalStrings(value, "history") },
                "explain" => request with { Explain = JsonFields.Boolean(value, "explain") },
                var name => throw JsonFields.Unknown(name, "", "this request", FieldNames),
            };
        }

        return request;
    }
}
