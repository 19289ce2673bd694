using S3Rec.Grains.Popularity;

namespace S3Rec.Grains.Tests.Popularity;

/// <summary>A window of 24 hours counts in periods of two.</summary>
public sealed class WindowCountsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly WindowCounts _window = new(TimeSpan.FromDays(1));

    [Fact]
    public void An_interaction_counts_for_the_length_of_the_window_and_then_no_more()
    {
        _window.Add(5, Noon, Noon);
        _window.Add(5, Noon, Noon);
        _window.Add(6, Noon.AddHours(10), Noon.AddHours(10));

        Assert.Equal([(5, 2L), (6, 1L)], Top(Noon.AddHours(10)));
        Assert.Equal([(5, 2L), (6, 1L)], Top(Noon.AddHours(25.9)));
        Assert.Equal([(6, 1L)], Top(Noon.AddHours(26)));
        Assert.Empty(Top(Noon.AddDays(1000)));
    }

    [Fact]
    public void An_interaction_counts_by_its_own_time_whenever_it_comes()
    {
        _window.Add(1, Noon.AddHours(-23), Noon);
        _window.Add(2, Noon.AddHours(-27), Noon); // over
        _window.Add(3, Noon.AddHours(4), Noon);   // far ahead

        Assert.Equal([(1, 1L)], Top(Noon));
        Assert.Empty(Top(Noon.AddHours(4)));
    }

    [Fact]
    public void An_interaction_of_a_clock_that_runs_ahead_counts_as_made_now()
    {
        _window.Add(3, Noon.AddHours(2), Noon);

        Assert.Equal([(3, 1L)], Top(Noon));
        Assert.Empty(Top(Noon.AddHours(26)));
    }

    [Fact]
    public void A_clock_that_goes_back_loses_nothing()
    {
        _window.Add(1, Noon, Noon);
        _window.Add(1, Noon.AddHours(-5), Noon.AddHours(-5));

        Assert.Equal([(1, 2L)], Top(Noon.AddHours(-5)));
    }

    [Fact]
    public void Counts_agree_with_a_list_of_all_events_as_time_goes_by()
    {
        var random = new Random(2);
        var events = new List<(int Item, long Period)>();
        var now = Noon;
        for (var i = 0; i < 3000; i++)
        {
            now += TimeSpan.FromMinutes(random.Next(4));
            var (item, time) = (random.Next(20), now - TimeSpan.FromHours(random.Next(30)));
            _window.Add(item, time, now);
            if (Period(time) > Period(now) - 13)
                events.Add((item, Period(time)));
        }

        var expected = events.Where(e => e.Period > Period(now) - 13).CountBy(e => e.Item)
            .OrderBy(static c => (-c.Value, c.Key)).Select(static c => (c.Key, (long)c.Value));
        Assert.Equal(expected, Top(now));

        static long Period(DateTimeOffset time) => time.UtcTicks / TimeSpan.FromHours(2).Ticks;
    }

    [Fact]
    public void A_period_of_very_many_items_keeps_those_taken_most()
    {
        for (var item = 0; item < 100_000; item++)
        {
            _window.Add(item, Noon, Noon);
            if (item < 50)
                _window.Add(item, Noon, Noon);
        }

        var top = _window.Top(100_000, static _ => false, Noon);
        Assert.InRange(top.Count, 50, WindowCounts.ItemsPerPeriodMax);
        Assert.Equal(Enumerable.Range(0, 50).Select(static item => (item, 2L)), top.Take(50));
    }

    private IReadOnlyList<(int Item, long Count)> Top(DateTimeOffset now) => _window.Top(100, static _ => false, now);
}
