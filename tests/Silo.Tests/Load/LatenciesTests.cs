using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

public sealed class LatenciesTests
{
    [Fact]
    public void Percentiles_of_a_thousand_times_are_the_times_at_their_ranks()
    {
        var latencies = new Latencies();
        foreach (var ms in Enumerable.Range(1, 1000).Reverse())
            latencies.Add(TimeSpan.FromMilliseconds(ms));

        // Three significant digits are kept: 0.1 %.
        var summary = latencies.Summary;
        Assert.Equal(1000, summary.Count);
        AssertNear(500, summary.P50Ms);
        AssertNear(900, summary.P90Ms);
        AssertNear(990, summary.P99Ms);
        AssertNear(999, summary.P999Ms);
        AssertNear(1000, summary.MaxMs);
    }

    [Fact]
    public void No_times_have_no_percentiles() =>
        Assert.Equal(new LatencySummary(0, null, null, null, null, null), new Latencies().Summary);

    [Fact]
    public void A_time_out_of_range_counts_as_the_nearest_one()
    {
        var latencies = new Latencies();
        latencies.Add(TimeSpan.FromHours(2));
        latencies.Add(TimeSpan.FromTicks(-1));

        AssertNear(3_600_000, latencies.Summary.MaxMs);
        Assert.Equal(0, latencies.Summary.P50Ms);
    }

    [Fact]
    public void Joined_latencies_count_what_both_have()
    {
        Latencies latencies = new(), others = new();
        latencies.Add(TimeSpan.FromMilliseconds(1));
        others.Add(TimeSpan.FromMilliseconds(3));

        latencies.Add(others);

        Assert.Equal(2, latencies.Summary.Count);
        AssertNear(3, latencies.Summary.MaxMs);
    }

    private static void AssertNear(double expected, double? actual) =>
        Assert.InRange(Assert.NotNull(actual), expected * 0.999, expected * 1.001);
}
