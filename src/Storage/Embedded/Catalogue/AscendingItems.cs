namespace S3Rec.Storage.Embedded.Catalogue;

/// <summary>Distinct items in ascending order, which one thread changes while any thread reads without waiting. An item above all
/// others, as in a load, is appended in constant time; any other change copies the list.</summary>
internal sealed class AscendingItems
{
    private volatile Snapshot _snapshot = new([], 0);

    /// <summary>The items as they are now; later changes do not touch what was returned.</summary>
    public ReadOnlySpan<int> Items
    {
        get
        {
            var (values, count) = _snapshot;
            return values.AsSpan(0, count);
        }
    }

    public void Add(int item)
    {
        var (values, count) = _snapshot;
        if (count == 0 || item > values[count - 1])
        {
            if (count == values.Length)
                Array.Resize(ref values, Math.Max(4, 2 * count));

            // Readers of the present snapshot never look at this slot.
            values[count] = item;
            _snapshot = new Snapshot(values, count + 1);
            return;
        }

        var place = Array.BinarySearch(values, 0, count, item);
        if (place < 0)
            _snapshot = new Snapshot([.. values.AsSpan(0, ~place), item, .. values.AsSpan(~place, count - ~place)], count + 1);
    }

    public void Remove(int item)
    {
        var (values, count) = _snapshot;
        var place = Array.BinarySearch(values, 0, count, item);
        if (place >= 0)
            _snapshot = new Snapshot([.. values.AsSpan(0, place), .. values.AsSpan(place + 1, count - place - 1)], count - 1);
    }

    private sealed record Snapshot(int[] Values, int Count);
}
