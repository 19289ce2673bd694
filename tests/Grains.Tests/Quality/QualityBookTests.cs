using Microsoft.Extensions.Time.Testing;
using S3Rec.Contracts;
using S3Rec.Grains.Quality;

namespace S3Rec.Grains.Tests.Quality;

public sealed class QualityBookTests
{
    private static readonly long[] OneHit = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly long[] OneMiss = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    private static readonly long[] None = new long[11];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly QualityBook _book;

    public QualityBookTests() => _book = new(_time);

    [Fact]
    public void What_silos_tell_adds_up_by_version_newest_first()
    {
        _book.Add([new(3, OneHit, []), new(4, OneMiss, [])]);
        _book.Add([new(3, OneMiss, [])]);

        var report = _book.Report();

        Assert.Equal([4, 3], report.Select(m => m.Version));
        Assert.All(report[1].Windows, window => Assert.Equal((2, 0.5, 0.5), (window.Judged, window.HitRate, window.Ndcg)));
        Assert.All(report[0].Windows, window => Assert.Equal((1, 0.0, 0.0), (window.Judged, window.HitRate, window.Ndcg)));
        Assert.Equal([QualityWindow.Hour, QualityWindow.Day, QualityWindow.Week], report[0].Windows.Select(w => w.Window));
    }

    [Fact]
    public void Each_window_forgets_in_its_own_time()
    {
        _book.Add([new(3, OneHit, [1])]);
        _book.SetItemCount(3, 4);
        (long, double?)[] Now() => [.. _book.Report()[0].Windows.Select(w => (w.Judged, w.Coverage))];

        Assert.Equal([(1, 0.25), (1, 0.25), (1, 0.25)], Now());
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal([(0, 0.0), (1, 0.25), (1, 0.25)], Now());
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Equal([(0, 0.0), (0, 0.0), (1, 0.25)], Now());
    }

    [Fact]
    public void Coverage_counts_each_item_once_whoever_showed_it_and_is_unknown_without_the_number_of_items()
    {
        _book.Add([new(3, None, [0, 2])]);
        _book.Add([new(3, None, [2, 9])]);
        Assert.Equal([3], _book.Unmeasured);
        Assert.Null(_book.Report()[0].Windows[0].Coverage);

        _book.SetItemCount(3, 12);
        Assert.Empty(_book.Unmeasured);
        Assert.Equal(0.25, _book.Report()[0].Windows[0].Coverage);
        Assert.Null(_book.Report()[0].Windows[0].HitRate);
    }

    [Fact]
    public void A_version_that_serves_no_more_is_forgotten_after_a_week()
    {
        _book.Add([new(3, OneHit, [])]);
        _time.Advance(TimeSpan.FromDays(6));
        _book.Add([new(4, OneHit, [])]);
        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromTicks(1));

        Assert.Equal([4], _book.Report().Select(m => m.Version));
    }

    [Fact]
    public void Of_too_many_versions_the_one_not_heard_of_for_longest_is_forgotten()
    {
        for (var version = 1; version <= QualityBook.VersionsMax; version++)
        {
            _book.Add([new(version, OneHit, [])]);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        _book.Add([new(1, OneHit, []), new(100, OneHit, [])]);

        var versions = _book.Report().Select(m => m.Version).ToArray();
        Assert.Equal(QualityBook.VersionsMax, versions.Length);
        Assert.Equal([1, 2, 100], new[] { 1, 2, 100 }.Where(v => v == 2 ? !versions.Contains(v) : versions.Contains(v)));
    }

    [Fact]
    public void A_trial_is_compared_with_the_live_version_in_the_time_of_both()
    {
        _book.Add([new(3, OneMiss, [])]);
        _time.Advance(TimeSpan.FromHours(3)); // another period of the day, the same one of the week
        _book.Add([new(3, OneHit, []), new(4, OneHit, []), new(4, OneMiss, [])]);

        var comparison = _book.Compare(live: 3, trial: 4);

        Assert.Equal(
            [(QualityWindow.Hour, 1, 2, -0.5), (QualityWindow.Day, 1, 2, -0.5), (QualityWindow.Week, 2, 2, 0.0)],
            comparison.Select(c => (c.Window, c.LiveJudged, c.TrialJudged, c.HitRate!.Value)));
        Assert.Null(comparison[0].Ndcg);
        Assert.NotNull(comparison[2].Ndcg);
        Assert.All(_book.Compare(3, 5), c => Assert.Equal((0, null), (c.TrialJudged, c.HitRate)));
    }
}
