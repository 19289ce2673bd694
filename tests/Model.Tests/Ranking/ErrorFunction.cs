namespace S3Rec.Model.Tests.Ranking;

/// <summary>erf in double precision by its Maclaurin series with positive terms: accurate to 1e-14 where it is used, |x| up to 6.</summary>
internal static class ErrorFunction
{
    public static double Of(double x)
    {
        if (Math.Abs(x) > 6) return Math.Sign(x);

        // erf x = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1 · 3 · … · (2n + 1))
        double term = x, sum = x;
        for (var n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
