using System.Text.Json;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>Reads JSON values by hand, so that each mistake names its field and its place, "items[3].attributes[0]". Each method
/// throws <see cref="InvalidRequestException"/>.</summary>
internal static class JsonFields
{
    private const string NotUnicode = "is not valid Unicode: it holds half of a surrogate pair, or bytes that are not UTF-8";

    /// <summary>What kind of value it is, for a message: "an object".</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    /// <summary>The name of a field.</summary>
    /// <param name="property">The field.</param>
    /// <param name="path">The object it stands in, "items[3].", or nothing for the body.</param>
    /// <param name="fieldNames">The names there are, for the message.</param>
    public static string Name(JsonProperty property, string path, string fieldNames)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            var place = path.Length == 0 ? "body" : path.TrimEnd('.');
            throw new InvalidRequestException(place, $"The name of a field of {place} {NotUnicode}; the fields are {fieldNames}.");
        }
    }

    /// <summary>A field nobody knows.</summary>
    public static InvalidRequestException Unknown(string field, string path, string owner, string fieldNames)
    {
        var name = Shortened.Text(field);
        return new InvalidRequestException(path + name, $"{path}{name} is not a field of {owner}; those are {fieldNames}.");
    }

    public static string String(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw new InvalidRequestException(field, $"{field} is {Kind(value)}; it must be a string.");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException(field, $"{field} {NotUnicode}.");
        }
    }

    /// <summary>A string, or null.</summary>
    public static string? OptionalString(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Null ? null : String(value, field);

    /// <summary>An array of strings, or null.</summary>
    public static string[]? OptionalStrings(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.Array)
            throw new InvalidRequestException(field, $"{field} is {Kind(value)}; it must be an array of strings.");
        var strings = new string[value.GetArrayLength()];
        var i = 0;
        foreach (var element in value.EnumerateArray())
        {
            strings[i] = String(element, $"{field}[{i}]");
            i++;
        }

        return strings;
    }

    public static bool Boolean(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new InvalidRequestException(field, $"{field} is {Kind(value)}; it must be true or false."),
    };

    /// <summary>A boolean, or null.</summary>
    public static bool? OptionalBoolean(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Null ? null : Boolean(value, field);

    public static int Integer(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw new InvalidRequestException(field, $"{field} is {Shown(value)}; it must be a whole number.");

    public static float Number(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number)
            ? number
            : throw new InvalidRequestException(field, $"{field} is {Shown(value)}; it must be a number.");

    public static double Double(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            ? number
            : throw new InvalidRequestException(field, $"{field} is {Shown(value)}; it must be a number.");

    private static string Shown(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? Shortened.Text(value.GetRawText()) : Kind(value);

    /// <summary>The error of a text that must be there and is not.</summary>
    public static InvalidRequestException Missing(string field) => new(field, $"{field} is missing; it must be a string.");
}
