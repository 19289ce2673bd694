namespace S3Rec.Model.Evaluation;

/// <summary>Divides targets by what makes them hard: how much is known of the user, and of the item.</summary>
internal static class TargetSlices
{
    private const int Cutoff = 10;

    private static readonly (string Name, int Most)[] s_historyLengths =
        [("1 to 3", 3), ("4 to 5", 5), ("6 to 10", 10), ("11 to 20", 20), ("21 to 50", 50), ("51 and more", int.MaxValue)];

    private static readonly (string Name, int Most)[] s_frequencies =
        [("0 (cold)", 0), ("1 to 5", 5), ("6 to 20", 20), ("21 to 100", 100), ("101 and more", int.MaxValue)];

    /// <summary>The slices that have targets.</summary>
    public static IReadOnlyList<Slice> Of(EvaluationTargets targets, int[] ranks)
    {
        var popularity = targets.Challengers.Popularity;
        return
        [
            .. By("history length", s_historyLengths, targets, ranks, static target => target.History.Length),
            .. By("item frequency", s_frequencies, targets, ranks, target => popularity.Counts[target.Item]),
        ];
    }

    private static IEnumerable<Slice> By(
        string by, (string Name, int Most)[] bounds, EvaluationTargets targets, int[] ranks, Func<EvaluationTarget, int> measure)
    {
        var parts = targets.Targets.Zip(ranks)
            .ToLookup(target => Array.FindIndex(bounds, bound => measure(target.First) <= bound.Most), static target => target.Second);
        for (var part = 0; part < bounds.Length; part++)
        {
            int[] own = [.. parts[part]];
            if (own.Length == 0) continue;

            yield return new Slice(by, bounds[part].Name, own.Length, new OrderedDictionary<string, double>
            {
                [$"HR@{Cutoff}"] = RankingMetrics.HitRate(own, Cutoff),
                [$"NDCG@{Cutoff}"] = RankingMetrics.Ndcg(own, Cutoff),
                ["MRR"] = RankingMetrics.ReciprocalRank(own),
            });
        }
    }
}
