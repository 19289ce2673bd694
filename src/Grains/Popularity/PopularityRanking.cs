using S3Rec.Storage;

namespace S3Rec.Grains.Popularity;

/// <summary>
/// Every item of the catalogue in order of its number of interactions: those the last read of the log found, and those this silo
/// appended since that read began. An interaction that was on its way when the read began may be in both, until the next read.
/// </summary>
internal sealed class PopularityRanking(ICatalogue catalogue)
{
    private readonly Lock _lock = new();
    private PopularityOrder _order = new();
    private Dictionary<int, long>? _addedMeanwhile; // item → interactions since the read began; null when none is on

    /// <summary>Counts one more interaction of an item.</summary>
    public void Add(int item)
    {
        lock (_lock)
        {
            _order.Add(item);
            if (_addedMeanwhile is { } added)
                added[item] = added.GetValueOrDefault(item) + 1;
        }
    }

    /// <summary>Replaces the counts by those of the log. The order is built beside the one that serves; the lock is held only for
    /// what was added while it was built. One load at a time.</summary>
    /// <param name="log">Counts by item; the read begins with the enumeration.</param>
    /// <param name="cancellationToken">Ends the read; the counts stay as they are.</param>
    /// <returns>Items the log has interactions of.</returns>
    public async Task<int> Load(IAsyncEnumerable<KeyValuePair<int, long>> log, CancellationToken cancellationToken)
    {
        lock (_lock)
            _addedMeanwhile = [];
        try
        {
            var counts = new Dictionary<int, long>();
            await foreach (var (item, count) in log.WithCancellation(cancellationToken))
                counts[item] = count;
            var itemCount = counts.Count;
            Swap(counts);
            return itemCount;
        }
        finally
        {
            lock (_lock)
                _addedMeanwhile = null;
        }
    }

    /// <summary>The best items that are not excluded, with their counts, best first. Fewer than <paramref name="count"/> only
    /// when no more qualify.</summary>
    /// <param name="count">Items wanted.</param>
    /// <param name="isExcluded">What is left out.</param>
    /// <param name="candidates">The only items that may appear; null for all. Each of them is looked at, and without them no more
    /// items than are returned and excluded.</param>
    public IReadOnlyList<(int Item, long Count)> Top(int count, Func<int, bool> isExcluded, int[]? candidates = null)
    {
        lock (_lock)
            return candidates is null ? BestInOrder(count, isExcluded) : BestOf(candidates, count, isExcluded);
    }

    private List<(int Item, long Count)> BestInOrder(int count, Func<int, bool> isExcluded)
    {
        var top = new List<(int, long)>(count);
        _order.Know(catalogue.Count);
        for (var place = 0; place < _order.ItemCount && top.Count < count; place++)
        {
            var best = _order[place];
            if (!isExcluded(best.Item))
                top.Add(best);
        }

        return top;
    }

    private IReadOnlyList<(int Item, long Count)> BestOf(int[] candidates, int count, Func<int, bool> isExcluded)
    {
        var top = new MostTaken(count);
        foreach (var item in candidates)
        {
            if (!isExcluded(item))
                top.Offer(item, _order.CountOf(item));
        }

        return top.ToList();
    }

    private void Swap(Dictionary<int, long> counts)
    {
        foreach (var (item, added) in TakeAdded())
            counts[item] = counts.GetValueOrDefault(item) + added;
        var next = PopularityOrder.Of(counts);
        next.Know(catalogue.Count);
        lock (_lock)
        {
            foreach (var (item, added) in TakeAdded())
            {
                for (var i = 0L; i < added; i++)
                    next.Add(item);
            }

            _order = next;
        }
    }

    private Dictionary<int, long> TakeAdded()
    {
        lock (_lock)
        {
            var added = _addedMeanwhile ?? [];
            _addedMeanwhile = [];
            return added;
        }
    }
}
