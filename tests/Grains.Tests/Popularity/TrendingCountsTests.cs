using Microsoft.Extensions.Time.Testing;
using S3Rec.Contracts;
using S3Rec.Grains.Popularity;
using S3Rec.Grains.Tests.Fakes;
using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Popularity;

public sealed class TrendingCountsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TestStore _store = new();
    private readonly TrendingCounts _trending;

    public TrendingCountsTests() => _trending = new(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Counts_are_rebuilt_from_the_log_and_go_on_with_appends()
    {
        var now = _time.GetUtcNow();
        double[] hoursAgo = [0.5, 20, 24 * 6, 24 * 29, 24 * 60];
        await _store.Log.Append(
            "u", 0, [.. hoursAgo.Select((hours, n) => new NewEvent($"e{n}", n, now.AddHours(-hours)))], Token);
        await _trending.Load(_store.Log, Token);
        _trending.Add(0, now);

        Assert.Equal([(0, 2L)], Top(PopularityWindow.Hour));
        Assert.Equal([(0, 2L), (1, 1L)], Top(PopularityWindow.Day));
        Assert.Equal([(0, 2L), (1, 1L), (2, 1L)], Top(PopularityWindow.Week));
        Assert.Equal([(0, 2L), (1, 1L), (2, 1L), (3, 1L)], Top(PopularityWindow.Month));
    }

    [Fact]
    public async Task What_comes_while_the_log_is_read_is_counted_in_the_end()
    {
        await _store.Log.Append("u", 0, [new("e", 1, _time.GetUtcNow())], Token);
        _trending.Add(7, _time.GetUtcNow()); // of before: the log is right about it
        _store.Log.DuringVisit = () => _trending.Add(2, _time.GetUtcNow());
        await _trending.Load(_store.Log, Token);

        Assert.Equal([(1, 1L), (2, 1L)], Top(PopularityWindow.Hour));
    }

    [Fact]
    public async Task A_read_that_fails_changes_nothing()
    {
        await _store.Log.Append("u", 0, [new("e", 1, _time.GetUtcNow())], Token);
        _trending.Add(7, _time.GetUtcNow());
        _store.Log.DuringVisit = () => throw new StorageUnavailableException("The disk is gone.");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _trending.Load(_store.Log, Token));

        Assert.Equal([(7, 1L)], Top(PopularityWindow.Hour));
    }

    private IReadOnlyList<(int Item, long Count)> Top(PopularityWindow window) => _trending.Top(window, 10, static _ => false);
}
