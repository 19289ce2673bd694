namespace S3Rec.Storage.Embedded.Catalogue;

/// <summary>A list that one thread appends to while any thread reads without waiting.</summary>
internal sealed class GrowingArray<T>
{
    private volatile Snapshot _snapshot = new([], 0);

    public int Count => _snapshot.Count;

    /// <exception cref="ArgumentOutOfRangeException">The index is not below the count.</exception>
    public T this[int index]
    {
        get
        {
            var snapshot = _snapshot;
            if ((uint)index >= (uint)snapshot.Count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(index), index, $"The catalogue knows integers from 0 to below {snapshot.Count} of this kind.");
            }

            return snapshot.Values[index];
        }
    }

    /// <summary>Appends and returns the index.</summary>
    public int Add(T value)
    {
        var (values, count) = _snapshot;
        if (count == values.Length)
            Array.Resize(ref values, Math.Max(16, 2 * count));

        // Readers of the present snapshot never look at this slot.
        values[count] = value;
        _snapshot = new Snapshot(values, count + 1);
        return count;
    }

    private sealed record Snapshot(T[] Values, int Count);
}
