using S3Rec.Model.Evaluation;

namespace S3Rec.Model.Tests.Evaluation;

public sealed class PairedBootstrapTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public void The_interval_of_a_share_is_that_of_the_normal_approximation_where_that_holds()
    {
        // 1000 of 4000 users hit: the standard error is √(0.25·0.75/4000) = 0.006847.
        double[] hits = [.. Enumerable.Range(0, 4000).Select(static i => i % 4 == 0 ? 1.0 : 0)];

        var interval = new PairedBootstrap([hits], 2000, seed: 1, Never).Mean(0);

        Assert.Equal(0.25 - (1.96 * 0.006847), interval.Low, 0.0015);
        Assert.Equal(0.25 + (1.96 * 0.006847), interval.High, 0.0015);
    }

    [Fact]
    public void What_makes_users_differ_falls_out_of_a_difference()
    {
        var random = new Random(2);
        double[] baseline = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())];
        double[] better = [.. baseline.Select(static value => value + 0.01)];
        var bootstrap = new PairedBootstrap([baseline, better], 1000, seed: 3, Never);

        var difference = bootstrap.Difference(1, 0);

        Assert.Equal(0.01, difference.Low, 1e-9);
        Assert.Equal(0.01, difference.High, 1e-9);
        Assert.True(bootstrap.Mean(0).High > bootstrap.Mean(1).Low);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval_and_another_one_another()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(static i => i * 0.1)];
        Interval Of(int seed) => new PairedBootstrap([values], 200, seed, Never).Mean(0);

        Assert.Equal(Of(4), Of(4));
        Assert.NotEqual(Of(4), Of(5));
    }

    [Fact]
    public void Nobody_cannot_be_resampled()
    {
        Assert.Throws<ArgumentException>(() => new PairedBootstrap([[]], 100, 1, Never));
        Assert.Throws<ArgumentException>(() => new PairedBootstrap([[1], [1, 2]], 100, 1, Never));
    }
}
