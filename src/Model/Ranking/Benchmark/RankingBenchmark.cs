namespace S3Rec.Model.Ranking.Benchmark;

/// <summary>Measures the processor's ranker: alone, in batches, and under arrivals.</summary>
/// <param name="users">Whom to rank for.</param>
/// <param name="options">What to measure.</param>
/// <param name="time">Measures.</param>
public sealed class RankingBenchmark(BenchmarkUsers users, RankingBenchmarkOptions options, TimeProvider time)
{
    private const int BatchSize = 64;
    private const int QueryCount = 1 << 14;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);

    private readonly RankQuery[] _queries = Queries(users, options);

    /// <summary>Measures all. Blocks the calling thread for some multiples of <see cref="RankingBenchmarkOptions.Duration"/>.</summary>
    public RankingBenchmarkResult Run(CancellationToken cancellationToken)
    {
        var length = users.Weights.Options.MaxLength;
        var oneAtATime = OneAtATime(cancellationToken);
        var batched = new List<BatchedResult>();
        for (var threads = 1; threads < options.Threads; threads *= 2) batched.Add(Batched(threads, cancellationToken));
        batched.Add(Batched(options.Threads, cancellationToken));
        return new RankingBenchmarkResult(
            users.Weights.ItemCount, users.Weights.Options.Hidden, users.Weights.Lanes, options.Count,
            _queries.Average(query => Math.Min(query.History.Length, length)), oneAtATime, batched,
            options.Rate is { } rate ? new OpenLoop(users.Weights, _queries, options, time).Run(rate, cancellationToken) : null);
    }

    private static RankQuery[] Queries(BenchmarkUsers users, RankingBenchmarkOptions options)
    {
        var random = new Random(options.Seed);
        return [.. Enumerable.Range(0, QueryCount).Select(_ =>
        {
            var history = users.Histories[random.Next(users.Histories.Length)];
            return new RankQuery(history, [.. history.Distinct().Order()], options.Count);
        })];
    }

    private OneAtATimeResult OneAtATime(CancellationToken cancellationToken)
    {
        using var ranker = new CpuRanker(users.Weights);
        var latencies = new Latencies(time);
        var seconds = Loop(ranker, size: 1, start: 0, latencies, cancellationToken).Elapsed.TotalSeconds;
        return new OneAtATimeResult(
            latencies.Count / seconds, 1e6 * latencies.Seconds(0.5), 1e6 * latencies.Seconds(0.99), 1e6 * latencies.Seconds(1));
    }

    private BatchedResult Batched(int threads, CancellationToken cancellationToken)
    {
        var rates = new double[threads];
        RankingThreads.Run(threads, thread =>
        {
            using var ranker = new CpuRanker(users.Weights);
            var (ranked, elapsed) = Loop(ranker, BatchSize, QueryCount / threads * thread, latencies: null, cancellationToken);
            rates[thread] = ranked / elapsed.TotalSeconds;
        });
        return new BatchedResult(threads, BatchSize, rates.Sum());
    }

    /// <summary>Ranks batch after batch, first to warm up, then measured.</summary>
    private (long Ranked, TimeSpan Elapsed) Loop(
        CpuRanker ranker, int size, int start, Latencies? latencies, CancellationToken cancellationToken)
    {
        var lists = new RankedList[size];
        var next = start;
        For(s_warmUp, measured: null);
        return For(options.Duration, latencies);

        (long, TimeSpan) For(TimeSpan duration, Latencies? measured)
        {
            var ranked = 0L;
            var began = time.GetTimestamp();
            for (var last = began; ; ranked += size)
            {
                if (time.GetElapsedTime(began, last) is var elapsed && elapsed >= duration) return (ranked, elapsed);

                cancellationToken.ThrowIfCancellationRequested();
                if (next + size > QueryCount) next = 0;
                ranker.Rank(_queries.AsSpan(next, size), lists);
                next += size;
                var now = time.GetTimestamp();
                measured?.Add(now - last);
                last = now;
            }
        }
    }
}
