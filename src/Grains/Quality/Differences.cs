using S3Rec.Contracts;

namespace S3Rec.Grains.Quality;

/// <summary>By how much one version's lists are better than another's, with 95 % confidence intervals.</summary>
internal static class Differences
{
    private const double Z = 1.959963984540054; // the normal distribution's 97.5 % quantile

    /// <summary>HR@10: Newcombe's hybrid score interval of the difference of two independent proportions (Newcombe, Statistics in Medicine
    /// 17:873, 1998, method 10), which holds for few lists and rates near 0, where Wald's does not.</summary>
    /// <returns>Null when one has no list.</returns>
    public static Difference? OfHitRates(RankCounts live, RankCounts trial)
    {
        if (live.HitRate is not { } p || trial.HitRate is not { } q)
            return null;

        var (lowP, highP) = Wilson(p, live.Judged);
        var (lowQ, highQ) = Wilson(q, trial.Judged);
        var value = q - p;
        return new(
            value,
            value - Math.Sqrt(Square(q - lowQ) + Square(highP - p)),
            value + Math.Sqrt(Square(highQ - q) + Square(p - lowP)));
    }

    /// <summary>NDCG@10: the normal approximation of a difference of means with unequal variances.</summary>
    /// <returns>Null when one has fewer than two lists.</returns>
    public static Difference? OfNdcgs(RankCounts live, RankCounts trial)
    {
        if (live.Judged < 2 || trial.Judged < 2)
            return null;

        var value = trial.Ndcg!.Value - live.Ndcg!.Value;
        var half = Z * Math.Sqrt((live.NdcgVariance / live.Judged) + (trial.NdcgVariance / trial.Judged));
        return new(value, value - half, value + half);
    }

    /// <summary>Wilson's score interval of a proportion.</summary>
    private static (double Low, double High) Wilson(double p, long n)
    {
        var centre = p + (Z * Z / (2 * n));
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4.0 * n * n)));
        var scale = 1 + (Z * Z / n);
        return ((centre - half) / scale, (centre + half) / scale);
    }

    private static double Square(double x) => x * x;
}
