using S3Rec.Model.Network;
using S3Rec.Model.Ranking.Benchmark;

namespace S3Rec.Model.Tests.Ranking;

public sealed class RankingBenchmarkTests
{
    [Fact]
    public void Users_are_measured_one_at_a_time_in_batches_and_as_they_arrive()
    {
        var users = BenchmarkUsers.Random(itemCount: 300, new NetworkOptions { Hidden = 16, Layers = 1 }, seed: 1);
        var options = new RankingBenchmarkOptions { Threads = 2, Rate = 500, Duration = TimeSpan.FromMilliseconds(200) };

        var result = new RankingBenchmark(users, options, TimeProvider.System).Run(TestContext.Current.CancellationToken);

        Assert.Equal((300, 16, 20), (result.Items, result.Width, result.Count));
        Assert.InRange(result.HistoryLength, 8, 10);
        Assert.Equal([1, 2], result.Batched.Select(static batched => batched.Threads));
        Assert.All(result.Batched, static batched => Assert.True(batched.UsersPerSecond > 0));
        var (alone, open) = (result.OneAtATime, result.OpenLoop!);
        Assert.True(alone.UsersPerSecond > 0 && alone.P50Micros > 0 && alone.P50Micros <= alone.P99Micros && alone.P99Micros <= alone.MaxMicros);
        Assert.True(open.P50Millis > 0 && open.P50Millis <= open.P99Millis && open.P99Millis <= open.MaxMillis);
        Assert.True(open.MeanBatch >= 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_users_whose_popular_items_are_in_many()
    {
        var options = new NetworkOptions { Hidden = 4, Layers = 1, MaxLength = 20 };
        var users = BenchmarkUsers.Random(itemCount: 50, options, seed: 2);

        Assert.Equal(users.Histories, BenchmarkUsers.Random(itemCount: 50, options, seed: 2).Histories);
        Assert.All(users.Histories, static history => Assert.InRange(history.Length, 5, 20));
        var counts = users.Histories.SelectMany(static history => history).CountBy(static row => row).ToDictionary();
        Assert.Equal(50, counts.Count);
        Assert.True(counts[1] > 10 * counts[50]);
    }

    [Fact]
    public void Percentiles_are_the_shortest_times_that_enough_stay_within()
    {
        var latencies = new Latencies(TimeProvider.System);
        foreach (var second in Enumerable.Range(1, 200).Reverse()) latencies.Add(second * TimeProvider.System.TimestampFrequency);

        Assert.Equal((100, 198, 200), (latencies.Seconds(0.5), latencies.Seconds(0.99), latencies.Seconds(1)));
    }
}
