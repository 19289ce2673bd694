using S3Rec.Contracts;

namespace S3Rec.Grains.Quality;

/// <summary>The live quality of one version, over each window. 4 bytes for each item of the catalogue. Not safe for threads.</summary>
internal sealed class VersionQuality
{
    private readonly RankWindow[] _windows = Array.ConvertAll(Lengths, static length => new RankWindow(length));
    private int[] _shownAt = []; // by item: the minute, counted from year 1, in which a list last showed it

    /// <summary>The lengths of <see cref="QualityWindow"/>.</summary>
    public static TimeSpan[] Lengths { get; } = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7)];

    /// <summary>Items of the version's vocabulary; null while it is not known.</summary>
    public int? ItemCount { get; set; }

    /// <summary>When something was last added.</summary>
    public DateTimeOffset AddedAt { get; private set; }

    public void Add(QualityDelta delta, DateTimeOffset now)
    {
        AddedAt = now;
        foreach (var window in _windows)
            window.Add(delta.Ranks, now);
        if (delta.Shown is [.., var last] && last >= _shownAt.Length)
            Array.Resize(ref _shownAt, last + 1 + (last / 4)); // ascending; slack for a catalogue that grows
        foreach (var item in delta.Shown)
            _shownAt[item] = Minute(now);
    }

    public IReadOnlyList<WindowQuality> Report(DateTimeOffset now)
    {
        var report = new WindowQuality[_windows.Length];
        for (var i = 0; i < report.Length; i++)
        {
            var sum = _windows[i].Sum(now);
            report[i] = new((QualityWindow)i, sum.Judged, sum.HitRate, sum.Ndcg, Coverage(now - Lengths[i]));
        }

        return report;
    }

    /// <summary>This version as the live one, another on trial.</summary>
    public IReadOnlyList<TrialComparison> CompareWith(VersionQuality trial, DateTimeOffset now)
    {
        var comparison = new TrialComparison[_windows.Length];
        for (var i = 0; i < comparison.Length; i++)
        {
            var (live, other) = RankWindow.SumShared(_windows[i], trial._windows[i], now);
            comparison[i] = new(
                (QualityWindow)i, live.Judged, other.Judged, Differences.OfHitRates(live, other), Differences.OfNdcgs(live, other));
        }

        return comparison;
    }

    private double? Coverage(DateTimeOffset since)
    {
        if (ItemCount is not { } itemCount)
            return null;

        var (shown, first) = (0, Minute(since));
        foreach (var minute in _shownAt)
        {
            if (minute > first)
                shown++;
        }

        return (double)shown / itemCount;
    }

    private static int Minute(DateTimeOffset time) => (int)(time.UtcTicks / TimeSpan.TicksPerMinute);
}
