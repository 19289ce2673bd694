namespace S3Rec.Model.Ranking.Benchmark;

/// <summary>Users who arrive at random moments at a given rate, fixed before the first of them is ranked.</summary>
internal sealed class OpenLoop(CpuRankerWeights weights, RankQuery[] queries, RankingBenchmarkOptions options, TimeProvider time)
{
    private const int BatchMax = 64;

    private readonly Lock _gate = new();
    private long[] _arrivals = []; // timestamps, ascending
    private int _next; // the first not taken; guarded by _gate

    /// <summary>Ranks all who arrive within the duration.</summary>
    public OpenLoopResult Run(double rate, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        _arrivals = Arrivals(rate, began);
        var latencies = new Latencies(time);
        var batches = 0;
        var last = began;
        RankingThreads.Run(options.Threads, _ =>
        {
            using var ranker = new CpuRanker(weights);
            while (Take(cancellationToken) is (var first, > 0 and var count))
            {
                Rank(ranker, first, count);
                var now = time.GetTimestamp();
                lock (latencies)
                {
                    batches++;
                    last = Math.Max(last, now);
                    for (var i = first; i < first + count; i++) latencies.Add(now - _arrivals[i]);
                }
            }
        });
        return new OpenLoopResult(
            rate, options.Threads, latencies.Count / time.GetElapsedTime(began, last).TotalSeconds, (double)latencies.Count / batches,
            1e3 * latencies.Seconds(0.5), 1e3 * latencies.Seconds(0.99), 1e3 * latencies.Seconds(1));
    }

    /// <summary>A Poisson process: gaps are exponential.</summary>
    private long[] Arrivals(double rate, long began)
    {
        var random = new Random(options.Seed);
        var arrivals = new List<long>();
        for (var at = 0.0; ;)
        {
            at -= Math.Log(1 - random.NextDouble()) / rate;
            if (at > options.Duration.TotalSeconds && arrivals.Count > 0) return [.. arrivals];
            arrivals.Add(began + (long)(at * time.TimestampFrequency));
        }
    }

    /// <summary>Waits for the next arrival and takes all who have arrived. One thread waits, spinning, since a timer is late by
    /// milliseconds; the others wait for it.</summary>
    /// <returns>The first of them and their number; 0 when all have been taken.</returns>
    private (int First, int Count) Take(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var first = _next;
            if (first == _arrivals.Length) return (first, 0);

            long now;
            for (now = time.GetTimestamp(); now < _arrivals[first]; now = time.GetTimestamp())
            {
                cancellationToken.ThrowIfCancellationRequested();
                Thread.SpinWait(20);
            }

            while (_next < _arrivals.Length && _next - first < BatchMax && _arrivals[_next] <= now) _next++;
            return (first, _next - first);
        }
    }

    private void Rank(CpuRanker ranker, int first, int count)
    {
        var batch = new RankQuery[count];
        for (var i = 0; i < count; i++) batch[i] = queries[(first + i) % queries.Length];
        ranker.Rank(batch, new RankedList[count]);
    }
}
