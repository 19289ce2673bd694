namespace S3Rec.Grains.Users;

/// <summary>The newest items of one user, allocated once and written in place: the oldest makes room.</summary>
internal sealed class HistoryRing(int capacity)
{
    private readonly int[] _items = new int[capacity];
    private int _next;

    /// <summary>Items held, 0 to the capacity.</summary>
    public int Count { get; private set; }

    public void Add(int item)
    {
        _items[_next] = item;
        _next = (_next + 1) % _items.Length;
        Count = Math.Min(Count + 1, _items.Length);
    }

    /// <summary>A copy, oldest first.</summary>
    public int[] ToArray()
    {
        var copy = new int[Count];
        var oldest = (_next - Count + _items.Length) % _items.Length;
        var untilEnd = Math.Min(Count, _items.Length - oldest);
        Array.Copy(_items, oldest, copy, 0, untilEnd);
        Array.Copy(_items, 0, copy, untilEnd, Count - untilEnd);
        return copy;
    }
}
