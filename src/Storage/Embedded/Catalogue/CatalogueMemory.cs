using System.Collections.Concurrent;

namespace S3Rec.Storage.Embedded.Catalogue;

/// <summary>
/// The catalogue as readers see it. Any thread reads without waiting; only the writer's thread changes it, and only by what is
/// durable. Arrays grow by doubling: a slot is filled before the count that makes it visible is published.
/// </summary>
internal sealed class CatalogueMemory
{
    private readonly ConcurrentDictionary<string, int> _items = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _attributes = new(StringComparer.Ordinal);
    private readonly GrowingArray<ItemEntry> _itemEntries = new();
    private readonly GrowingArray<AttributeEntry> _attributeEntries = new();
    private readonly AscendingItems _unavailable = new();
    private long _version;

    public int ItemCount => _itemEntries.Count;

    public int AttributeCount => _attributeEntries.Count;

    /// <summary>Rises after each change of an item's attributes or availability: whoever reads it first and the items after has
    /// read nothing older than it says.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The items that are not available, ascending.</summary>
    public ReadOnlySpan<int> Unavailable => _unavailable.Items;

    public bool TryGetItem(string itemId, out int item) => _items.TryGetValue(itemId, out item);

    public bool TryGetAttribute(string text, out int attribute) => _attributes.TryGetValue(text, out attribute);

    public string GetItemId(int item) => _itemEntries[item].ItemId;

    public int[] GetAttributes(int item) => _itemEntries[item].Attributes;

    public bool IsAvailable(int item) => _itemEntries[item].IsAvailable;

    public string GetAttribute(int attribute) => _attributeEntries[attribute].Text;

    /// <summary>The items that have the attribute, ascending.</summary>
    public ReadOnlySpan<int> GetItemsWith(int attribute) => _attributeEntries[attribute].Items.Items;

    public void AddItem(string itemId)
    {
        var item = _itemEntries.Add(new ItemEntry(itemId));
        _items[itemId] = item;
    }

    public void AddAttribute(string text) => _attributes[text] = _attributeEntries.Add(new AttributeEntry(text, new AscendingItems()));

    public void SetAttributes(int item, int[] attributes)
    {
        var entry = _itemEntries[item];
        foreach (var gone in entry.Attributes)
        {
            if (!attributes.Contains(gone))
                _attributeEntries[gone].Items.Remove(item);
        }

        entry.Attributes = attributes;
        foreach (var attribute in attributes)
            _attributeEntries[attribute].Items.Add(item);
        Interlocked.Increment(ref _version);
    }

    public void SetAvailable(int item, bool isAvailable)
    {
        _itemEntries[item].IsAvailable = isAvailable;
        if (isAvailable)
            _unavailable.Remove(item);
        else
            _unavailable.Add(item);
        Interlocked.Increment(ref _version);
    }

    private sealed record AttributeEntry(string Text, AscendingItems Items);

    private sealed class ItemEntry(string itemId)
    {
        private volatile int[] _attributes = [];
        private volatile bool _isAvailable = true;

        public string ItemId { get; } = itemId;

        public int[] Attributes
        {
            get => _attributes;
            set => _attributes = value;
        }

        public bool IsAvailable
        {
            get => _isAvailable;
            set => _isAvailable = value;
        }
    }
}
