using S3Rec.Contracts;

namespace S3Rec.Grains.Users;

/// <summary>
/// The distinct items a user must not be shown again, as a sorted array: 4 bytes an item, and already in the order the model
/// wants. Holds the items of the newest <see cref="EventsMax"/> events at least, and at most <see cref="ItemsMax"/> items.
/// </summary>
internal sealed class SeenItems
{
    /// <summary>The newest events whose items are read from the log.</summary>
    public const int EventsMax = Limits.SeenInteractionsMax;

    /// <summary>When so many items are held, the set is read anew; the slack over <see cref="EventsMax"/> spreads the cost of
    /// that read over many events.</summary>
    public const int ItemsMax = EventsMax + 1_000;

    private int[] _items;

    public SeenItems(IEnumerable<int> items)
    {
        _items = [.. items.Distinct()];
        Array.Sort(_items);
        Count = _items.Length;
    }

    /// <summary>Items held.</summary>
    public int Count { get; private set; }

    /// <summary>True when the set must be read anew from the log.</summary>
    public bool IsFull => Count >= ItemsMax;

    public void Add(int item)
    {
        var place = Array.BinarySearch(_items, 0, Count, item);
        if (place >= 0)
            return;

        place = ~place;
        if (Count == _items.Length)
            Array.Resize(ref _items, Math.Max(4, Count + (Count / 2)));

        Array.Copy(_items, place, _items, place + 1, Count - place);
        _items[place] = item;
        Count++;
    }

    /// <summary>A copy, in ascending order.</summary>
    public int[] ToArray() => _items.AsSpan(0, Count).ToArray();
}
