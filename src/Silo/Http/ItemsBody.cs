using System.Text.Json;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>The bodies that put items into the catalogue: of PUT /v1/items/{id} one without its id, of POST /v1/items an array with
/// ids.</summary>
internal static class ItemsBody
{
    private const string FieldNames = "'attributes' and 'available'";

    private const string FieldNamesWithId = "'itemId', 'attributes' and 'available'";

    /// <exception cref="InvalidRequestException">A field is unknown or of the wrong type.</exception>
    public static ItemUpdate OfItem(string itemId, JsonElement body) =>
        body.ValueKind == JsonValueKind.Object
            ? ReadItem(body, "", itemId)
            : throw new InvalidRequestException(
                "body", $"The body is {JsonFields.Kind(body)}; it must be an object with the fields {FieldNames}.");

    /// <exception cref="InvalidRequestException">A field is missing, unknown or of the wrong type.</exception>
    public static ItemUpdate[] OfItems(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Array)
            throw new InvalidRequestException("body", $"The body is {JsonFields.Kind(body)}; it must be an array of items.");
        var items = new ItemUpdate[body.GetArrayLength()];
        var i = 0;
        foreach (var element in body.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object)
                throw new InvalidRequestException($"items[{i}]", $"items[{i}] is {JsonFields.Kind(element)}; an item is an object.");
            items[i] = ReadItem(element, $"items[{i}].", itemId: null);
            i++;
        }

        return items;
    }

    /// <param name="element">The object.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="itemId">The item, when its id stands elsewhere and must not stand here; null when it must.</param>
    private static ItemUpdate ReadItem(JsonElement element, string path, string? itemId)
    {
        var (hasId, names) = (itemId is null, itemId is null ? FieldNamesWithId : FieldNames);
        string[]? attributes = null;
        bool? available = null;
        foreach (var property in element.EnumerateObject())
        {
            switch (JsonFields.Name(property, path, names))
            {
                case "itemId" when hasId:
                    itemId = JsonFields.String(property.Value, path + "itemId");
                    break;
                case "attributes":
                    attributes = JsonFields.OptionalStrings(property.Value, path + "attributes");
                    break;
                case "available":
                    available = JsonFields.OptionalBoolean(property.Value, path + "available");
                    break;
                case var name:
                    throw JsonFields.Unknown(name, path, "an item", names);
            }
        }

        return new ItemUpdate(
            itemId ?? throw JsonFields.Missing(path + "itemId"),
            attributes,
            available);
    }
}
