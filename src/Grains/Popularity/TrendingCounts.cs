using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Popularity;

/// <summary>
/// What was taken most in the last hour, day, week and month, by the time each interaction says it happened: what the last read of the
/// log found, and what this silo appended since that read began. An interaction that was on its way when the read began may count
/// twice, until the next read.
/// </summary>
internal sealed class TrendingCounts(TimeProvider time)
{
    private static readonly TimeSpan[] Lengths =
        [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];

    private readonly Lock _lock = new();
    private WindowCounts[] _windows = Empty();
    private WindowCounts[]? _loading;

    /// <summary>Counts an interaction.</summary>
    public void Add(int item, DateTimeOffset at)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Add(_windows, item, at, now);
            if (_loading is { } loading)
                Add(loading, item, at, now);
        }
    }

    /// <summary>Replaces the counts by those of the log, made beside those that serve. One load at a time; one that fails changes
    /// nothing.</summary>
    public async Task Load(IEventLog log, CancellationToken cancellationToken)
    {
        var loading = Empty();
        lock (_lock)
            _loading = loading;
        try
        {
            var now = time.GetUtcNow();
            await log.VisitSince(
                now - (1.1 * Lengths[^1]),
                (item, at) =>
                {
                    lock (_lock)
                        Add(loading, item, at, now);
                },
                cancellationToken);
            lock (_lock)
                _windows = loading;
        }
        finally
        {
            lock (_lock)
                _loading = null;
        }
    }

    /// <summary>The best items of a window that are not excluded, with their counts, best first; none without an
    /// interaction.</summary>
    /// <param name="window">Any but all time, which <see cref="PopularityRanking"/> counts.</param>
    /// <param name="count">Items wanted.</param>
    /// <param name="isExcluded">What is left out.</param>
    public IReadOnlyList<(int Item, long Count)> Top(PopularityWindow window, int count, Func<int, bool> isExcluded)
    {
        var now = time.GetUtcNow();
        lock (_lock)
            return _windows[window - PopularityWindow.Hour].Top(count, isExcluded, now);
    }

    private static WindowCounts[] Empty() => Array.ConvertAll(Lengths, static length => new WindowCounts(length));

    private static void Add(WindowCounts[] windows, int item, DateTimeOffset at, DateTimeOffset now)
    {
        foreach (var window in windows)
            window.Add(item, at, now);
    }
}
