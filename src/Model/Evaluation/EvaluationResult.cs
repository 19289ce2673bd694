namespace S3Rec.Model.Evaluation;

/// <summary>What a model scored, and for whom, so that two models can be compared user by user.</summary>
/// <param name="Metrics">By name, in this order: HR@k for each cutoff, NDCG@k for each cutoff, MRR.</param>
/// <param name="UserIndexes">The users evaluated, as indexes into the data, ascending. The same data gives the same users for every model.</param>
/// <param name="Ranks">The rank of each one's target from 0, in the order of <paramref name="UserIndexes"/>.</param>
/// <param name="UsersTooShort">Users left out because they have too few items for a target and a history.</param>
public sealed record EvaluationResult(
    IReadOnlyDictionary<string, double> Metrics, int[] UserIndexes, int[] Ranks, int UsersTooShort)
{
    /// <summary>Users the metrics are means over.</summary>
    public int Users => Ranks.Length;

    internal static EvaluationResult Of(int[] userIndexes, int[] ranks, int usersTooShort, IReadOnlyList<int> cutoffs)
    {
        var metrics = new OrderedDictionary<string, double>();
        foreach (var k in cutoffs) metrics[$"HR@{k}"] = RankingMetrics.HitRate(ranks, k);
        foreach (var k in cutoffs) metrics[$"NDCG@{k}"] = RankingMetrics.Ndcg(ranks, k);
        metrics["MRR"] = RankingMetrics.ReciprocalRank(ranks);
        return new EvaluationResult(metrics, userIndexes, ranks, usersTooShort);
    }
}
