using System.Collections.Concurrent;

namespace S3Rec.Storage.Embedded.Catalogue;

/// <summary>
/// The catalogue as readers see it. Any thread reads without waiting; only the writer's thread adds, and only what is durable.
/// Arrays grow by doubling: a slot is filled before the count that makes it visible is published.
/// </summary>
internal sealed class CatalogueMemory
{
    private readonly ConcurrentDictionary<string, int> _items = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _attributes = new(StringComparer.Ordinal);
    private readonly GrowingArray<ItemEntry> _itemEntries = new();
    private readonly GrowingArray<string> _attributeTexts = new();

    public int ItemCount => _itemEntries.Count;

    public int AttributeCount => _attributeTexts.Count;

    public bool TryGetItem(string itemId, out int item) => _items.TryGetValue(itemId, out item);

    public bool TryGetAttribute(string text, out int attribute) => _attributes.TryGetValue(text, out attribute);

    public string GetItemId(int item) => _itemEntries[item].ItemId;

    public int[] GetAttributes(int item) => _itemEntries[item].Attributes;

    public string GetAttribute(int attribute) => _attributeTexts[attribute];

    public void AddItem(string itemId)
    {
        var item = _itemEntries.Add(new ItemEntry(itemId));
        _items[itemId] = item;
    }

    public void AddAttribute(string text) => _attributes[text] = _attributeTexts.Add(text);

    public void SetAttributes(int item, int[] attributes) => _itemEntries[item].Attributes = attributes;

    private sealed class ItemEntry(string itemId)
    {
        private volatile int[] _attributes = [];

        public string ItemId { get; } = itemId;

        public int[] Attributes
        {
            get => _attributes;
            set => _attributes = value;
        }
    }
}
