using S3Rec.Model.Checkpoints;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Evaluation;

/// <summary>Something to evaluate.</summary>
/// <param name="Name">Unique in a report.</param>
/// <param name="CreateRanker">Makes a ranker for a thread, which disposes it.</param>
public sealed record Contender(string Name, Func<ICatalogueRanker> CreateRanker)
{
    /// <summary>A checkpoint as it serves, its blend included.</summary>
    /// <exception cref="ArgumentException">The checkpoint has other rows than the data.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static Contender Of(string name, Checkpoint checkpoint, EvaluationTargets targets)
    {
        var vocabulary = targets.Data.Vocabulary;
        if (checkpoint.Vocabulary.Digest() != vocabulary.Digest())
        {
            throw new ArgumentException(
                $"'{name}' knows {checkpoint.Vocabulary.ItemCount} items and {checkpoint.Vocabulary.AttributeCount} attributes, in other rows than "
                + $"the data's {vocabulary.ItemCount} and {vocabulary.AttributeCount}. Compare checkpoints of one vocabulary, on data loaded with it.");
        }

        var weights = CpuRankerWeights.Of(checkpoint);
        return new Contender(name, () => new CpuRanker(weights));
    }

    /// <summary>The untrained ones, each named as it is.</summary>
    public static IEnumerable<Contender> Untrained(EvaluationTargets targets) =>
        targets.Challengers.All.Select(static challenger => new Contender(challenger.Name, challenger.Create));
}
