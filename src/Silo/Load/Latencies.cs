using HdrHistogram;

namespace S3Rec.Silo.Load;

/// <summary>Times of one kind of request, from its intended start. Not thread-safe.</summary>
/// <param name="digits">Significant digits kept.</param>
internal sealed class Latencies(int digits = 3)
{
    /// <summary>In µs; a longer time is taken for this one.</summary>
    private const long TimeMax = 3_600_000_000;

    private readonly LongHistogram _microseconds = new(1, TimeMax, digits);

    public void Add(TimeSpan time) =>
        _microseconds.RecordValue(Math.Clamp((long)time.TotalMicroseconds, 0, TimeMax));

    /// <summary>Joins what another has counted.</summary>
    public void Add(Latencies other) => _microseconds.Add(other._microseconds);

    public LatencySummary Summary => _microseconds.TotalCount == 0
        ? new LatencySummary(0, null, null, null, null, null)
        : new LatencySummary(_microseconds.TotalCount, Ms(50), Ms(90), Ms(99), Ms(99.9), Ms(100));

    private double Ms(double percentile) => _microseconds.GetValueAtPercentile(percentile) / 1000.0;
}

/// <summary>Percentiles of latency in milliseconds; null without a request.</summary>
internal sealed record LatencySummary(long Count, double? P50Ms, double? P90Ms, double? P99Ms, double? P999Ms, double? MaxMs);
