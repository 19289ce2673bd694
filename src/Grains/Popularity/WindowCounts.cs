using System.Runtime.InteropServices;

namespace S3Rec.Grains.Popularity;

/// <summary>
/// How often each item was taken in the last while, in periods of a twelfth of it: the running one and the twelve before, so that the
/// counts reach back over the length and up to a twelfth more. Memory is bounded: a period that comes to hold
/// <see cref="ItemsPerPeriodMax"/> items forgets the half of them taken least. Not safe for threads.
/// </summary>
internal sealed class WindowCounts(TimeSpan length)
{
    public const int ItemsPerPeriodMax = 20_000;

    private const int PeriodCount = 13;

    private readonly long _periodTicks = length.Ticks / (PeriodCount - 1);
    private readonly Dictionary<int, int>[] _periods = [.. Enumerable.Range(0, PeriodCount).Select(static _ => new Dictionary<int, int>())];
    private readonly Dictionary<int, long> _total = [];
    private long _newest; // number of the running period, counted from year 1

    /// <summary>Counts an interaction; one from before the window is left out, and so is one from the future. A caller's clock may run
    /// ahead by a period: that counts as now.</summary>
    public void Add(int item, DateTimeOffset time, DateTimeOffset now)
    {
        Advance(now);
        var number = time.UtcTicks / _periodTicks;
        if (number == _newest + 1)
            number = _newest;
        if (number > _newest || number <= _newest - PeriodCount)
            return;

        var period = _periods[number % PeriodCount];
        CollectionsMarshal.GetValueRefOrAddDefault(period, item, out _)++;
        CollectionsMarshal.GetValueRefOrAddDefault(_total, item, out _)++;
        if (period.Count >= ItemsPerPeriodMax)
            ForgetLeastTaken(period);
    }

    /// <summary>The best items that are not excluded, with their counts.</summary>
    public IReadOnlyList<(int Item, long Count)> Top(int count, Func<int, bool> isExcluded, DateTimeOffset now)
    {
        Advance(now);
        var top = new MostTaken(count);
        foreach (var (item, taken) in _total)
        {
            if (!isExcluded(item))
                top.Offer(item, taken);
        }

        return top.ToList();
    }

    /// <summary>Lets the periods go that lie before the window. A clock that goes back changes nothing.</summary>
    private void Advance(DateTimeOffset now)
    {
        var newest = now.UtcTicks / _periodTicks;
        if (newest <= _newest)
            return;

        for (var number = Math.Max(_newest + 1, newest - PeriodCount + 1); number <= newest; number++)
        {
            var period = _periods[number % PeriodCount];
            foreach (var (item, taken) in period)
                Subtract(item, taken);
            period.Clear();
        }

        _newest = newest;
    }

    private void ForgetLeastTaken(Dictionary<int, int> period)
    {
        var kept = new MostTaken(ItemsPerPeriodMax / 2);
        foreach (var (item, taken) in period)
            kept.Offer(item, taken);
        var keptItems = kept.ToList().Select(static k => k.Item).ToHashSet();
        foreach (var (item, taken) in period)
        {
            if (keptItems.Contains(item))
                continue;

            period.Remove(item); // allowed while enumerating
            Subtract(item, taken);
        }
    }

    private void Subtract(int item, int taken)
    {
        ref var total = ref CollectionsMarshal.GetValueRefOrNullRef(_total, item);
        total -= taken;
        if (total == 0)
            _total.Remove(item);
    }
}
