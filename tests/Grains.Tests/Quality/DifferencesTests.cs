using S3Rec.Grains.Quality;

namespace S3Rec.Grains.Tests.Quality;

public sealed class DifferencesTests
{
    /// <summary>Contrasts of table II of Newcombe 1998, method 10.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.2, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.6, 0.1705, 0.8090)]
    [InlineData(5, 56, 0, 29, 0.0892857142857, -0.0381, 0.1926)]
    [InlineData(10, 10, 0, 20, 1, 0.6791, 1)]
    [InlineData(10, 10, 0, 10, 1, 0.6075, 1)]
    public void The_interval_of_hit_rates_is_the_published_one(int q, int m, int p, int n, double value, double low, double high)
    {
        var difference = Differences.OfHitRates(Counts(p, n), Counts(q, m))!;

        Assert.Equal(value, difference.Value, 12);
        Assert.Equal(low, difference.Low, 4);
        Assert.Equal(high, difference.High, 4);
    }

    [Fact]
    public void The_interval_of_NDCG_is_that_of_a_difference_of_means()
    {
        // Gains of 1 and 0 alone: means 0.2 and 0.3, variances 0.2·0.8·100/99 and 0.3·0.7·200/199.
        var difference = Differences.OfNdcgs(Counts(20, 100), Counts(60, 200))!;

        Assert.Equal(0.1, difference.Value, 12);
        Assert.Equal(0.1 - (1.959963984540054 * Math.Sqrt((0.16 / 99) + (0.21 / 199))), difference.Low, 12);
        Assert.Equal(0.2, difference.Low + difference.High, 12);
    }

    [Fact]
    public void Too_few_lists_have_no_interval()
    {
        Assert.Null(Differences.OfHitRates(Counts(0, 0), Counts(1, 2)));
        Assert.Null(Differences.OfHitRates(Counts(1, 2), Counts(0, 0)));
        Assert.NotNull(Differences.OfHitRates(Counts(0, 1), Counts(1, 1)));
        Assert.Null(Differences.OfNdcgs(Counts(1, 1), Counts(1, 2)));
        Assert.Null(Differences.OfNdcgs(Counts(1, 2), Counts(1, 1)));
    }

    /// <summary>How often the interval holds the true difference of 0 when both draw from the rate 0.05: 95 % within four standard
    /// deviations of 2,000 draws, and conservative as Newcombe found it.</summary>
    [Fact]
    public void The_interval_of_hit_rates_holds_the_truth_as_often_as_it_says()
    {
        var random = new Random(5);
        var held = 0;
        for (var draw = 0; draw < 2000; draw++)
        {
            var difference = Differences.OfHitRates(Draw(random, 300), Draw(random, 900))!;
            if (difference.Low <= 0 && difference.High >= 0)
                held++;
        }

        Assert.InRange(held / 2000.0, 0.93, 0.99);
    }

    private static RankCounts Draw(Random random, int n) =>
        Counts(Enumerable.Range(0, n).Count(_ => random.NextDouble() < 0.05), n);

    /// <summary>Hits at the first place.</summary>
    private static RankCounts Counts(int hits, int judged)
    {
        var counts = new RankCounts();
        counts.Add([hits, 0, 0, 0, 0, 0, 0, 0, 0, 0, judged - hits]);
        return counts;
    }
}
