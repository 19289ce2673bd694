using S3Rec.Storage;

namespace S3Rec.Grains.Popularity;

/// <summary>
/// Every item of the catalogue in order of its number of interactions, kept exact with every event. Items of one count lie
/// together; one more interaction swaps the item with the first of its count and moves that border by one: constant time. 16
/// bytes an item.
/// </summary>
internal sealed class PopularityRanking(ICatalogue catalogue)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, int> _firstOfCount = [];
    private int[] _order = [];   // place → item, most interactions first
    private int[] _place = [];   // item → place
    private long[] _counts = []; // item → interactions
    private int _known;

    /// <summary>Counts one more interaction of an item.</summary>
    public void Add(int item)
    {
        lock (_lock)
        {
            Know(item + 1);
            var count = _counts[item];
            var first = _firstOfCount[count];
            Swap(_place[item], first);
            _counts[item] = count + 1;

            // The border of the old count moves behind the item, or vanishes with the last item of that count.
            if (first + 1 < _known && _counts[_order[first + 1]] == count)
                _firstOfCount[count] = first + 1;
            else
                _firstOfCount.Remove(count);
            _firstOfCount.TryAdd(count + 1, first);
        }
    }

    /// <summary>Takes in counts read from the log. Counts only grow, so of the log's and our own the larger is nearer to the
    /// truth. Ties go to the lower item.</summary>
    public void Load(IReadOnlyDictionary<int, long> counts)
    {
        lock (_lock)
        {
            Know(counts.Count == 0 ? 0 : counts.Keys.Max() + 1);
            foreach (var (item, count) in counts)
                _counts[item] = Math.Max(_counts[item], count);

            Array.Sort(_order, 0, _known, Comparer<int>.Create((a, b) =>
                _counts[a] != _counts[b] ? _counts[b].CompareTo(_counts[a]) : a.CompareTo(b)));
            _firstOfCount.Clear();
            for (var place = 0; place < _known; place++)
            {
                _place[_order[place]] = place;
                _firstOfCount.TryAdd(_counts[_order[place]], place);
            }
        }
    }

    /// <summary>The best items that are not excluded, with their counts, best first. Fewer than <paramref name="count"/> only
    /// when the catalogue has no more. Looks at no more items than it returns and excludes.</summary>
    public IReadOnlyList<(int Item, long Count)> Top(int count, Func<int, bool> isExcluded)
    {
        var top = new List<(int, long)>(count);
        lock (_lock)
        {
            Know(catalogue.Count);
            for (var place = 0; place < _known && top.Count < count; place++)
            {
                var item = _order[place];
                if (!isExcluded(item))
                    top.Add((item, _counts[item]));
            }
        }

        return top;
    }

    /// <summary>Puts items not met before at the end, without interactions.</summary>
    private void Know(int itemCount)
    {
        if (itemCount <= _known)
            return;

        if (itemCount > _order.Length)
        {
            var capacity = Math.Max(itemCount, _order.Length * 2);
            Array.Resize(ref _order, capacity);
            Array.Resize(ref _place, capacity);
            Array.Resize(ref _counts, capacity);
        }

        _firstOfCount.TryAdd(0, _known);
        for (; _known < itemCount; _known++)
        {
            _order[_known] = _known;
            _place[_known] = _known;
        }
    }

    private void Swap(int a, int b)
    {
        (_order[a], _order[b]) = (_order[b], _order[a]);
        _place[_order[a]] = a;
        _place[_order[b]] = b;
    }
}
