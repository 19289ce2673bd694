namespace S3Rec.Model.Ranking.Benchmark;

/// <summary>Times in the unit of a <see cref="TimeProvider"/>'s timestamps. Not thread-safe.</summary>
internal sealed class Latencies(TimeProvider time)
{
    private readonly List<long> _ticks = new(1 << 20);

    public int Count => _ticks.Count;

    public void Add(long ticks) => _ticks.Add(ticks);

    /// <summary>The shortest time that a share of all stay within, by nearest rank, in seconds.</summary>
    /// <param name="share">0 to 1; 1 for the longest.</param>
    public double Seconds(double share)
    {
        _ticks.Sort();
        return _ticks[Math.Clamp((int)Math.Ceiling(share * _ticks.Count) - 1, 0, _ticks.Count - 1)] / (double)time.TimestampFrequency;
    }
}
