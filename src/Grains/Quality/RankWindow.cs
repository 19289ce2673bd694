namespace S3Rec.Grains.Quality;

/// <summary>The judgements of one version in the last while, in periods of a twelfth of it: the running one and the twelve before. Not safe
/// for threads.</summary>
internal sealed class RankWindow(TimeSpan length)
{
    private const int PeriodCount = 13;

    private readonly long _periodTicks = length.Ticks / (PeriodCount - 1);
    private readonly RankCounts[] _periods = [.. Enumerable.Range(0, PeriodCount).Select(static _ => new RankCounts())];
    private long _newest; // number of the running period, counted from year 1

    public void Add(ReadOnlySpan<long> ranks, DateTimeOffset now)
    {
        Advance(now);
        _periods[_newest % PeriodCount].Add(ranks);
    }

    /// <summary>All periods.</summary>
    public RankCounts Sum(DateTimeOffset now)
    {
        Advance(now);
        var sum = new RankCounts();
        foreach (var period in _periods)
            sum.Add(period);
        return sum;
    }

    /// <summary>Those periods of two windows of one length in which both have a judged list.</summary>
    public static (RankCounts First, RankCounts Second) SumShared(RankWindow first, RankWindow second, DateTimeOffset now)
    {
        first.Advance(now);
        second.Advance(now);
        var (sumOfFirst, sumOfSecond) = (new RankCounts(), new RankCounts());
        for (var i = 0; i < PeriodCount; i++)
        {
            if (first._periods[i].Judged == 0 || second._periods[i].Judged == 0)
                continue;

            sumOfFirst.Add(first._periods[i]);
            sumOfSecond.Add(second._periods[i]);
        }

        return (sumOfFirst, sumOfSecond);
    }

    /// <summary>Lets the periods go that lie before the window. A clock that goes back changes nothing.</summary>
    private void Advance(DateTimeOffset now)
    {
        var newest = now.UtcTicks / _periodTicks;
        if (newest <= _newest)
            return;

        for (var number = Math.Max(_newest + 1, newest - PeriodCount + 1); number <= newest; number++)
            _periods[number % PeriodCount].Clear();
        _newest = newest;
    }
}
