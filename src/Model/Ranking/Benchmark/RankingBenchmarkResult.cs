namespace S3Rec.Model.Ranking.Benchmark;

/// <summary>What ranking costs on this machine.</summary>
/// <param name="Items">V, the catalogue.</param>
/// <param name="Width">C, of the network.</param>
/// <param name="Lanes">Floats in a register.</param>
/// <param name="Count">Items of a list.</param>
/// <param name="HistoryLength">The mean number of items the encoder reads of a user.</param>
/// <param name="OneAtATime">One user after the other on one thread.</param>
/// <param name="Batched">Batches on 1, 2, 4, … threads at once.</param>
/// <param name="OpenLoop">Users who arrive at their own rate; null where no rate was given.</param>
public sealed record RankingBenchmarkResult(
    int Items, int Width, int Lanes, int Count, double HistoryLength, OneAtATimeResult OneAtATime, IReadOnlyList<BatchedResult> Batched,
    OpenLoopResult? OpenLoop);

/// <summary>One user after the other.</summary>
/// <param name="UsersPerSecond">Measured.</param>
/// <param name="P50Micros">Median time of a user.</param>
/// <param name="P99Micros">Time that 99 of 100 users stay within.</param>
/// <param name="MaxMicros">The longest.</param>
public sealed record OneAtATimeResult(double UsersPerSecond, double P50Micros, double P99Micros, double MaxMicros);

/// <summary>Whole batches.</summary>
/// <param name="Threads">Threads, each with a ranker of its own over the same weights.</param>
/// <param name="BatchSize">Users ranked together.</param>
/// <param name="UsersPerSecond">Of all threads together.</param>
public sealed record BatchedResult(int Threads, int BatchSize, double UsersPerSecond);

/// <summary>Users who arrive at random moments, whether or not those before them have been answered, so that a slow ranker cannot hide its
/// queue. A free thread takes all who wait.</summary>
/// <param name="Rate">Arrivals per second asked for.</param>
/// <param name="Threads">Threads that rank.</param>
/// <param name="UsersPerSecond">Answered per second; below the rate where the machine cannot keep up.</param>
/// <param name="MeanBatch">Users ranked together, on average.</param>
/// <param name="P50Millis">Median time from arrival to answer.</param>
/// <param name="P99Millis">Time that 99 of 100 users stay within.</param>
/// <param name="MaxMillis">The longest.</param>
public sealed record OpenLoopResult(
    double Rate, int Threads, double UsersPerSecond, double MeanBatch, double P50Millis, double P99Millis, double MaxMillis);
