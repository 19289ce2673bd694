using System.Text.Json;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>The body of PUT /v1/admin/split: <c>{"version":42,"share":0.1}</c>.</summary>
internal static class SplitBody
{
    private const string FieldNames = "'version' and 'share'";

    /// <exception cref="InvalidRequestException">A field is missing, unknown or of the wrong type.</exception>
    public static ModelSplit Of(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidRequestException(
                "body", $"The body is {JsonFields.Kind(body)}; it must be an object with the fields {FieldNames}.");
        }

        int? version = null;
        double? share = null;
        foreach (var property in body.EnumerateObject())
        {
            switch (JsonFields.Name(property, "", FieldNames))
            {
                case "version":
                    version = JsonFields.Integer(property.Value, "version");
                    break;
                case "share":
                    share = JsonFields.Double(property.Value, "share");
                    break;
                case var name:
                    throw JsonFields.Unknown(name, "", "a split", FieldNames);
            }
        }

        return new ModelSplit(
            version ?? throw new InvalidRequestException("version", "version is missing; it must be the number of a model version."),
            share ?? throw new InvalidRequestException("share", "share is missing; it must be a number above 0 and below 1."));
    }
}
