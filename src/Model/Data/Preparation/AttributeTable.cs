namespace S3Rec.Model.Data.Preparation;

/// <summary>The attributes of the items that stay: each once per item, in the order of the input. What a file says of an item in
/// several places is taken together.</summary>
internal sealed class AttributeTable
{
    private readonly List<string> _items;
    private readonly Dictionary<string, List<string>> _ofItem;
    private readonly HashSet<string> _described = new(StringComparer.Ordinal);

    /// <param name="items">The items that stay, in the order to write them.</param>
    public AttributeTable(IEnumerable<string> items)
    {
        _items = [.. items];
        _ofItem = _items.ToDictionary(static item => item, static _ => new List<string>(), StringComparer.Ordinal);
    }

    /// <summary>Items that stay and stand in the file, with attributes or without.</summary>
    public int DescribedCount => _described.Count;

    public void Add(IEnumerable<ItemAttributes> described)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var pairs = new HashSet<(string, string)>();
        foreach (var (item, attributes) in described)
        {
            if (!_ofItem.TryGetValue(item, out var list))
                continue;
            _described.Add(item);
            foreach (var attribute in attributes.Where(attribute => pairs.Add((item, attribute))))
            {
                // One string per attribute: items share a small vocabulary.
                if (!known.TryGetValue(attribute, out var shared))
                    known.Add(attribute, shared = attribute);
                list.Add(shared);
            }
        }
    }

    /// <summary>All items, with the attributes that <paramref name="itemsMin"/> of them or more have; an item may be left
    /// without.</summary>
    /// <exception cref="DataFormatException">An item has more attributes than an attribute file can hold.</exception>
    public IReadOnlyList<ItemAttributes> Common(int itemsMin)
    {
        var itemsWith = _ofItem.Values
            .SelectMany(static attributes => attributes)
            .CountBy(static attribute => attribute)
            .ToDictionary();
        ItemAttributes[] common =
        [
            .. _items.Select(item => new ItemAttributes(
                item, [.. _ofItem[item].Where(attribute => itemsWith[attribute] >= itemsMin)])),
        ];
        foreach (var (item, attributes) in common.Where(static item => item.Attributes.Length > DataLimits.AttributesPerItemMax))
        {
            throw new DataFormatException(
                $"Item '{item}' has {attributes.Length} attributes; at most {DataLimits.AttributesPerItemMax} are allowed. "
                + $"Ask for attributes that more than {itemsMin} items have.");
        }

        return common;
    }
}
