namespace S3Rec.Model.Evaluation;

/// <summary>What one contender gave each user, and the metrics that have no value by user.</summary>
/// <param name="Columns">(users) by metric; a user with several targets has their mean.</param>
/// <param name="Totals">Coverage and Gini by name.</param>
internal sealed record UserValues(OrderedDictionary<string, double[]> Columns, OrderedDictionary<string, double> Totals)
{
    /// <summary>Measures.</summary>
    /// <param name="targets">What was to be found.</param>
    /// <param name="ranks">By target, from 0.</param>
    /// <param name="lists">By target, as long as the longest cutoff; null where lists say nothing.</param>
    /// <param name="options">The cutoffs.</param>
    public static UserValues Of(EvaluationTargets targets, int[] ranks, int[][]? lists, EvaluationOptions options)
    {
        var firstOfUser = targets.Targets.Index().Where(t => t.Index == 0 || targets.Targets[t.Index - 1].User != t.Item.User)
            .Select(static t => t.Index).Append(ranks.Length).ToArray();

        double[] ByUser(Func<int, double> value)
        {
            var means = new double[firstOfUser.Length - 1];
            for (var user = 0; user < means.Length; user++)
            {
                for (var target = firstOfUser[user]; target < firstOfUser[user + 1]; target++) means[user] += value(target);
                means[user] /= firstOfUser[user + 1] - firstOfUser[user];
            }

            return means;
        }

        var columns = new OrderedDictionary<string, double[]>();
        foreach (var k in options.Cutoffs) columns[$"HR@{k}"] = ByUser(target => RankingMetrics.HitRate(ranks[target], k));
        foreach (var k in options.Cutoffs) columns[$"NDCG@{k}"] = ByUser(target => RankingMetrics.Ndcg(ranks[target], k));
        columns["MRR"] = ByUser(target => RankingMetrics.ReciprocalRank(ranks[target]));

        var totals = new OrderedDictionary<string, double>();
        if (lists is null) return new UserValues(columns, totals);

        var popularity = targets.Challengers.Popularity;
        ReadOnlyMemory<int> First(int target, int k) => lists[target].AsMemory(0, Math.Min(k, lists[target].Length));
        foreach (var k in options.ListCutoffs)
            columns[$"MeanPopularity@{k}"] = ByUser(target => ListMetrics.MeanPopularity(First(target, k).Span, popularity));
        foreach (var k in options.ListCutoffs)
            columns[$"Novelty@{k}"] = ByUser(target => ListMetrics.Novelty(First(target, k).Span, popularity));
        foreach (var k in options.ListCutoffs)
        {
            ReadOnlyMemory<int>[] firsts = [.. Enumerable.Range(0, lists.Length).Select(target => First(target, k))];
            totals[$"Coverage@{k}"] = ListMetrics.Coverage(firsts, popularity.ItemCount);
            totals[$"Gini@{k}"] = ListMetrics.Gini(firsts, popularity.ItemCount);
        }

        return new UserValues(columns, totals);
    }
}
