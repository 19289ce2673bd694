using System.Text.Json;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Tests.Reference;

namespace S3Rec.Model.Tests.Evaluation;

public sealed class RankingMetricsTests
{
    private static readonly int[] Ranks = ReferenceNetwork.Metrics.GetProperty("ranks_zero_based").Deserialize<int[]>()!;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    public void Metrics_match_the_original(int k)
    {
        var expected = ReferenceNetwork.Metrics.GetProperty("at").GetProperty($"{k}");

        Assert.Equal(expected.GetProperty("hr").GetDouble(), RankingMetrics.HitRate(Ranks, k), 1e-12);
        Assert.Equal(expected.GetProperty("ndcg").GetDouble(), RankingMetrics.Ndcg(Ranks, k), 1e-12);
        Assert.Equal(expected.GetProperty("mrr").GetDouble(), RankingMetrics.ReciprocalRank(Ranks), 1e-12);
    }

    [Fact]
    public void Metrics_of_nobody_are_zero()
        => Assert.Equal([0, 0, 0], [RankingMetrics.HitRate([], 10), RankingMetrics.Ndcg([], 10), RankingMetrics.ReciprocalRank([])]);
}
