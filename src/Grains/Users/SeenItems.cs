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

    private int[] _items; // replaced and never written in place: requests hold it while events come in

    public SeenItems(IEnumerable<int> items)
    {
        _items = [.. items.Distinct()];
        Array.Sort(_items);
    }

    /// <summary>The items, in ascending order. Later changes do not touch what was returned.</summary>
    public int[] Items => _items;

    /// <summary>True when the set must be read anew from the log.</summary>
    public bool IsFull => _items.Length >= ItemsMax;

    public void Add(int item)
    {
        var place = Array.BinarySearch(_items, item);
        if (place < 0)
            _items = [.. _items.AsSpan(0, ~place), item, .. _items.AsSpan(~place)];
    }
}
