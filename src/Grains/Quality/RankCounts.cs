using S3Rec.Contracts;

namespace S3Rec.Grains.Quality;

/// <summary>How many judged lists held the item taken next at each rank, from 0, and how many did not: all that HR@10 and NDCG@10 and
/// their spread need. Not safe for threads.</summary>
internal sealed class RankCounts
{
    private readonly long[] _counts = new long[ModelQuality.ListLength + 1];

    /// <summary>Lists judged.</summary>
    public long Judged { get; private set; }

    /// <summary>Lists that held the item.</summary>
    public long Hits => Judged - _counts[^1];

    /// <summary>HR@10; null without a judged list.</summary>
    public double? HitRate => Judged == 0 ? null : (double)Hits / Judged;

    /// <summary>NDCG@10; null without a judged list.</summary>
    public double? Ndcg => Judged == 0 ? null : GainSum(power: 1) / Judged;

    /// <summary>The unbiased variance of one list's NDCG@10. Two lists or more.</summary>
    public double NdcgVariance => Math.Max(0, (GainSum(power: 2) - (GainSum(power: 1) * Ndcg!.Value)) / (Judged - 1));

    public void Add(ReadOnlySpan<long> ranks)
    {
        for (var rank = 0; rank < _counts.Length; rank++)
        {
            _counts[rank] += ranks[rank];
            Judged += ranks[rank];
        }
    }

    public void Add(RankCounts other) => Add(other._counts);

    public void Clear()
    {
        Array.Clear(_counts);
        Judged = 0;
    }

    private double GainSum(int power)
    {
        var sum = 0.0;
        for (var rank = 0; rank < ModelQuality.ListLength; rank++)
            sum += _counts[rank] * Math.Pow(1 / Math.Log2(rank + 2.0), power);
        return sum;
    }
}
