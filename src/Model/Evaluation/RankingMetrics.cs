namespace S3Rec.Model.Evaluation;

/// <summary>
/// Metrics of lists that have one relevant item each, by its rank counted from 0. All are means over users, in [0, 1], and 0
/// without users.
/// </summary>
public static class RankingMetrics
{
    /// <summary>HR@k: the share of users whose item is among the first <paramref name="k"/>.</summary>
    public static double HitRate(ReadOnlySpan<int> ranks, int k)
    {
        var hits = 0;
        foreach (var rank in ranks)
        {
            if (rank < k) hits++;
        }

        return Mean(hits, ranks.Length);
    }

    /// <summary>NDCG@k: 1 / log₂(rank + 2) where the item is among the first <paramref name="k"/>, else 0. The ideal list gives
    /// 1.</summary>
    public static double Ndcg(ReadOnlySpan<int> ranks, int k)
    {
        var gain = 0.0;
        foreach (var rank in ranks)
        {
            gain += Ndcg(rank, k);
        }

        return Mean(gain, ranks.Length);
    }

    /// <summary>MRR: 1 / (rank + 1), over the whole list.</summary>
    public static double ReciprocalRank(ReadOnlySpan<int> ranks)
    {
        var sum = 0.0;
        foreach (var rank in ranks) sum += ReciprocalRank(rank);

        return Mean(sum, ranks.Length);
    }

    /// <summary>HR@k of one user.</summary>
    internal static double HitRate(int rank, int k) => rank < k ? 1 : 0;

    /// <summary>NDCG@k of one user.</summary>
    internal static double Ndcg(int rank, int k) => rank < k ? 1 / Math.Log2(rank + 2.0) : 0;

    /// <summary>MRR's part of one user.</summary>
    internal static double ReciprocalRank(int rank) => 1 / (rank + 1.0);

    private static double Mean(double sum, int count) => count == 0 ? 0 : sum / count;
}
