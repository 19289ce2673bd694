using System.Numerics.Tensors;

namespace S3Rec.Model.Evaluation;

/// <summary>The range a mean over users lies in with 95 % confidence.</summary>
public readonly record struct Interval(double Low, double High);

/// <summary>
/// Percentile intervals of means over users, by resampling users with replacement (Efron and Tibshirani, An Introduction to the Bootstrap,
/// 1993, chapter 13). Every column of values is averaged over the same resamples, so the difference of two models is measured on the same
/// users: what makes some users easy for both falls out of it.
/// </summary>
internal sealed class PairedBootstrap
{
    /// <summary>Share of resamples within an interval.</summary>
    public const double Confidence = 0.95;

    private readonly double[][] _means; // (columns, resamples)

    /// <summary>Resamples.</summary>
    /// <param name="columns">(columns, users): values by user, users in the same order in each.</param>
    /// <param name="resamples">At least 1.</param>
    /// <param name="seed">Decides who is drawn.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">There are no users, or columns of different users.</exception>
    public PairedBootstrap(IReadOnlyList<double[]> columns, int resamples, int seed, CancellationToken cancellationToken)
    {
        var users = columns.Count == 0 ? 0 : columns[0].Length;
        if (users == 0 || columns.Any(column => column.Length != users))
            throw new ArgumentException($"{columns.Count} columns of [{string.Join(", ", columns.Select(static c => c.Length))}] users; all need the same, at least one.");

        _means = [.. columns.Select(_ => new double[resamples])];
        var random = new Random(seed);
        var drawn = new double[users];
        for (var resample = 0; resample < resamples; resample++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Clear(drawn);
            for (var i = 0; i < users; i++) drawn[random.Next(users)]++;
            for (var column = 0; column < columns.Count; column++)
                _means[column][resample] = TensorPrimitives.Dot(drawn, columns[column]) / users;
        }
    }

    /// <summary>The interval of a column's mean.</summary>
    public Interval Mean(int column) => Percentiles(_means[column]);

    /// <summary>The interval of the mean difference of two columns.</summary>
    public Interval Difference(int column, int baseline)
    {
        var differences = new double[_means[column].Length];
        TensorPrimitives.Subtract(_means[column], _means[baseline], differences);
        return Percentiles(differences);
    }

    private static Interval Percentiles(double[] means)
    {
        double[] ascending = [.. means.Order()];
        return new Interval(Percentile(ascending, (1 - Confidence) / 2), Percentile(ascending, (1 + Confidence) / 2));
    }

    /// <summary>Between the two values it falls between, in proportion.</summary>
    private static double Percentile(double[] ascending, double share)
    {
        var place = share * (ascending.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, ascending.Length - 1);
        return ascending[below] + ((place - below) * (ascending[above] - ascending[below]));
    }
}
