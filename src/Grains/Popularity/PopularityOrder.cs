namespace S3Rec.Grains.Popularity;

/// <summary>
/// Items in order of their number of interactions. Items of one count lie together; one more interaction swaps the item with the
/// first of its count and moves that border by one: constant time. 16 bytes an item. Not safe for threads.
/// </summary>
internal sealed class PopularityOrder
{
    private readonly Dictionary<long, int> _firstOfCount = [];
    private int[] _order = [];   // place → item, most interactions first
    private int[] _place = [];   // item → place
    private long[] _counts = []; // item → interactions

    /// <summary>Items known; the integers from 0 to this, exclusive.</summary>
    public int ItemCount { get; private set; }

    /// <summary>Sorts items by their counts; ties go to the lower item.</summary>
    public static PopularityOrder Of(IReadOnlyDictionary<int, long> counts)
    {
        var order = new PopularityOrder();
        order.Know(counts.Count == 0 ? 0 : counts.Keys.Max() + 1);
        foreach (var (item, count) in counts)
            order._counts[item] = count;
        order.Sort();
        return order;
    }

    /// <summary>The item at a place, 0 being the best, and its count.</summary>
    public (int Item, long Count) this[int place] => (_order[place], _counts[_order[place]]);

    /// <summary>How many interactions an item has.</summary>
    public long CountOf(int item) => item < ItemCount ? _counts[item] : 0;

    /// <summary>Counts one more interaction of an item.</summary>
    public void Add(int item)
    {
        Know(item + 1);
        var count = _counts[item];
        var first = _firstOfCount[count];
        Swap(_place[item], first);
        _counts[item] = count + 1;

        // The border of the old count moves behind the item, or vanishes with the last item of that count.
        if (first + 1 < ItemCount && _counts[_order[first + 1]] == count)
            _firstOfCount[count] = first + 1;
        else
            _firstOfCount.Remove(count);
        _firstOfCount.TryAdd(count + 1, first);
    }

    /// <summary>Puts items not met before at the end, without interactions.</summary>
    public void Know(int itemCount)
    {
        if (itemCount <= ItemCount)
            return;

        if (itemCount > _order.Length)
        {
            var capacity = Math.Max(itemCount, _order.Length * 2);
            Array.Resize(ref _order, capacity);
            Array.Resize(ref _place, capacity);
            Array.Resize(ref _counts, capacity);
        }

        _firstOfCount.TryAdd(0, ItemCount);
        for (; ItemCount < itemCount; ItemCount++)
        {
            _order[ItemCount] = ItemCount;
            _place[ItemCount] = ItemCount;
        }
    }

    private void Sort()
    {
        Array.Sort(_order, 0, ItemCount, Comparer<int>.Create((a, b) =>
            _counts[a] != _counts[b] ? _counts[b].CompareTo(_counts[a]) : a.CompareTo(b)));
        _firstOfCount.Clear();
        for (var place = 0; place < ItemCount; place++)
        {
            _place[_order[place]] = place;
            _firstOfCount.TryAdd(_counts[_order[place]], place);
        }
    }

    private void Swap(int a, int b)
    {
        (_order[a], _order[b]) = (_order[b], _order[a]);
        _place[_order[a]] = a;
        _place[_order[b]] = b;
    }
}
