using S3Rec.Model.Evaluation;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Tests.Evaluation;

public sealed class ListMetricsTests
{
    /// <summary>Item 1 stands in three lists, item 2 in two, item 3 in one, item 4 in none.</summary>
    private static readonly ReadOnlyMemory<int>[] Lists = [new[] { 1, 2 }, new[] { 1, 2 }, new[] { 1, 3 }];

    /// <summary>Items 1 to 4 were taken 3, 1, 0 and 0 times: p = (n + 1) / 8.</summary>
    private static readonly Popularity Taken = Popularity.Count([new[] { 1, 1 }, new[] { 2, 1 }], itemCount: 4);

    [Fact]
    public void Coverage_is_the_share_of_items_shown() => Assert.Equal(3.0 / 4, ListMetrics.Coverage(Lists, 4));

    [Fact]
    public void Gini_is_the_inequality_of_exposure()
    {
        // Exposures 0, 1, 2, 3: (−3·0 − 1·1 + 1·2 + 3·3) / (4·6).
        Assert.Equal(10.0 / 24, ListMetrics.Gini(Lists, 4), 1e-12);
        Assert.Equal(0, ListMetrics.Gini([new[] { 1, 2 }, new[] { 3, 4 }], 4), 1e-12);
        Assert.Equal(3.0 / 4, ListMetrics.Gini([new[] { 2 }, new[] { 2 }], 4), 1e-12);
    }

    [Fact]
    public void Mean_popularity_counts_known_interactions() => Assert.Equal(2, ListMetrics.MeanPopularity([1, 2], Taken));

    [Fact]
    public void Novelty_is_self_information_in_bits() => Assert.Equal((1 + 2 + 3) / 3.0, ListMetrics.Novelty([1, 2, 3], Taken), 1e-12);

    [Fact]
    public void A_list_without_items_counts_as_nothing()
    {
        Assert.Equal(0, ListMetrics.MeanPopularity([], Taken));
        Assert.Equal(0, ListMetrics.Novelty([], Taken));
        Assert.Equal(0, ListMetrics.Gini([Array.Empty<int>()], 4));
        Assert.Equal(0, ListMetrics.Coverage([], 4));
    }
}
