using S3Rec.Model.Data;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Evaluation;

/// <summary>What a search for a blend found.</summary>
/// <param name="Blend">The best one; null when the model alone is at least as good.</param>
/// <param name="Before">The deciding metric of the model alone.</param>
/// <param name="After">The deciding metric with the blend; equal to <paramref name="Before"/> without one.</param>
public sealed record BlendChoice(Blend? Blend, double Before, double After);

/// <summary>
/// Chooses λ and μ on validation targets: from 0 and 0, each weight in turn takes the best of a geometric grid, until neither changes.
/// Deterministic; ties go to the smaller weight, so a blend that does not help is off.
/// </summary>
public static class BlendSearch
{
    /// <summary>The metric that decides, as in finetuning.</summary>
    public const string DecidingMetric = "NDCG@20";

    /// <summary>The weights tried.</summary>
    public static IReadOnlyList<float> Grid { get; } = [0, 0.25f, 0.5f, 1, 1.5f, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128];

    /// <summary>Rounds over both weights at most; two were enough on every data set tried.</summary>
    private const int RoundsMax = 3;

    /// <summary>Searches. Blocks until done.</summary>
    /// <param name="weights">The model; its own blend is left out of account.</param>
    /// <param name="challengers">Statistics of the training parts of <paramref name="data"/>.</param>
    /// <param name="data">In the rows of the model.</param>
    /// <param name="options">Threads; cutoffs are those of the deciding metric.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ArgumentException">No user has enough items to validate on.</exception>
    public static BlendChoice Choose(
        CpuRankerWeights weights, ChallengerSet challengers, SequenceData data, EvaluationOptions options, CancellationToken cancellationToken)
    {
        var measured = new Dictionary<(float Lambda, float Mu), double>();
        var deciding = new EvaluationOptions { Threads = options.Threads, Cutoffs = [20] };

        Blend? Mixed(float lambda, float mu) =>
            lambda == 0 && mu == 0 ? null : new Blend(lambda, mu, challengers.Transitions, challengers.Attributes);

        double Measure(float lambda, float mu)
        {
            if (!measured.TryGetValue((lambda, mu), out var value))
            {
                var result = Evaluator.Evaluate(weights.With(Mixed(lambda, mu)), data, HeldOut.Validation, deciding, cancellationToken);
                measured[(lambda, mu)] = value = result.Metrics[DecidingMetric];
            }

            return value;
        }

        var (bestLambda, bestMu) = (0f, 0f);
        for (var round = 0; round < RoundsMax; round++)
        {
            var lambda = Climb(bestLambda, at => Measure(at, bestMu));
            var mu = challengers.HasAttributes ? Climb(bestMu, at => Measure(lambda, at)) : 0;
            if (lambda == bestLambda && mu == bestMu) break;
            (bestLambda, bestMu) = (lambda, mu);
        }

        return new BlendChoice(Mixed(bestLambda, bestMu), Measure(0, 0), Measure(bestLambda, bestMu));
    }

    /// <summary>The best weight of the grid, sought upwards and downwards from where it stands until two steps in a row are no better.</summary>
    private static float Climb(float from, Func<float, double> measure)
    {
        var start = Grid.Index().First(step => step.Item == from).Index;
        var (best, bestValue) = (start, measure(from));
        foreach (var direction in (int[])[1, -1])
        {
            var misses = 0;
            for (var at = start + direction; at >= 0 && at < Grid.Count && misses < 2; at += direction)
            {
                var value = measure(Grid[at]);
                var isBetter = value > bestValue || (value == bestValue && at < best);
                if (isBetter) (best, bestValue) = (at, value);
                misses = isBetter ? 0 : misses + 1;
            }
        }

        return Grid[best];
    }
}
