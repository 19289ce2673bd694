using S3Rec.Model.Data;
using S3Rec.Model.Ranking;

namespace S3Rec.Model.Evaluation;

/// <summary>The least a model must beat: everybody gets the items most taken in training, in that order. Immutable, so that all threads
/// share one.</summary>
public sealed class PopularityChallenger : ITargetRanker
{
    private readonly int[] _countOfItem;
    private readonly int[] _countsAscending;

    /// <summary>Counts the training parts; held-out items count for nothing.</summary>
    public PopularityChallenger(SequenceData data)
    {
        _countOfItem = new int[data.Vocabulary.ItemCount + 1];
        foreach (var sequence in data.Sequences)
        {
            foreach (var item in LeaveOneOut.TrainingPart(sequence))
            {
                _countOfItem[item]++;
            }
        }

        _countsAscending = _countOfItem[1..];
        Array.Sort(_countsAscending);
    }

    /// <inheritdoc/>
    public void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks)
    {
        for (var q = 0; q < queries.Length; q++)
        {
            var own = _countOfItem[queries[q].Target];
            var atLeastAsPopular = _countsAscending.Length - LowerBound(_countsAscending, own) - 1;
            foreach (var item in queries[q].Exclude)
            {
                atLeastAsPopular -= _countOfItem[item] >= own ? 1 : 0;
            }

            ranks[q] = atLeastAsPopular;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static int LowerBound(int[] ascending, int value)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ascending[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
