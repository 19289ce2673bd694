using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Embedded.Catalogue;

/// <summary>
/// What one write request changes of the catalogue: written to the tables inside the transaction, handed to the memory after the
/// commit. Integers are the table's next free ones, so what is rolled back leaves no gap.
/// </summary>
internal sealed class CatalogueChanges(WriteSession session, CatalogueMemory memory)
{
    private readonly Dictionary<string, int> _newItems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _newAttributes = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int[]> _attributesOfItems = [];
    private readonly Dictionary<int, bool> _availability = [];

    public int NewItemCount => _newItems.Count;

    public int NewAttributeCount => _newAttributes.Count;

    public int GetOrAddItem(string itemId)
    {
        if (memory.TryGetItem(itemId, out var item) || _newItems.TryGetValue(itemId, out item))
            return item;

        // An earlier request of the same batch may have added it: its row is there, the memory does not know it yet.
        if (session.Sql.QueryInteger("SELECT item FROM items WHERE item_id = $1", itemId) is { } stored)
            return (int)stored;
        item = (int)session.Sql.QueryInteger(
            "INSERT INTO items (item, item_id) SELECT coalesce(max(item) + 1, 0), $1 FROM items RETURNING item", itemId)!.Value;
        _newItems.Add(itemId, item);
        return item;
    }

    public void PutItem(CatalogueItem catalogueItem)
    {
        var item = GetOrAddItem(catalogueItem.ItemId);
        if (catalogueItem.Attributes is { } texts)
            SetAttributes(item, [.. texts.Select(GetOrAddAttribute).Distinct()]);
        if (catalogueItem.IsAvailable is not { } isAvailable)
            return;

        session.Sql.Execute("UPDATE items SET is_available = $1 WHERE item = $2", isAvailable ? 1 : 0, item);
        _availability[item] = isAvailable;
    }

    /// <summary>Shows the committed changes to readers. Attributes come first: an item never names one that is not
    /// there.</summary>
    public void Publish()
    {
        foreach (var (text, _) in _newAttributes.OrderBy(static a => a.Value))
            memory.AddAttribute(text);
        foreach (var (itemId, _) in _newItems.OrderBy(static i => i.Value))
            memory.AddItem(itemId);
        foreach (var (item, attributes) in _attributesOfItems)
            memory.SetAttributes(item, attributes);
        foreach (var (item, isAvailable) in _availability)
            memory.SetAvailable(item, isAvailable);
    }

    private void SetAttributes(int item, int[] attributes)
    {
        session.Sql.Execute("DELETE FROM item_attributes WHERE item = $1", item);
        for (var place = 0; place < attributes.Length; place++)
        {
            session.Sql.Execute(
                "INSERT INTO item_attributes (item, place, attribute) VALUES ($1, $2, $3)", item, place, attributes[place]);
        }

        _attributesOfItems[item] = attributes;
    }

    private int GetOrAddAttribute(string text)
    {
        if (memory.TryGetAttribute(text, out var attribute) || _newAttributes.TryGetValue(text, out attribute))
            return attribute;
        if (session.Sql.QueryInteger("SELECT attribute FROM attributes WHERE text = $1", text) is { } stored)
            return (int)stored;
        attribute = (int)session.Sql.QueryInteger(
            """
            INSERT INTO attributes (attribute, text) SELECT coalesce(max(attribute) + 1, 0), $1 FROM attributes
            RETURNING attribute
            """,
            text)!.Value;
        _newAttributes.Add(text, attribute);
        return attribute;
    }
}
