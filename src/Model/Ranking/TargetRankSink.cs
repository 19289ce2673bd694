using System.Numerics;
using System.Runtime.InteropServices;

namespace S3Rec.Model.Ranking;

/// <summary>Counts, for each query, the rows that score at least as much as its target.</summary>
internal sealed class TargetRankSink<TLanes> : IScoreSink where TLanes : struct, ILanes<TLanes>
{
    private readonly float[] _targetScores = new float[CatalogueScorer<TLanes>.QueriesMax];
    private readonly int[] _atLeast = new int[CatalogueScorer<TLanes>.QueriesMax];

    /// <summary>Begins counting for a query.</summary>
    public void Begin(int query, float targetScore)
    {
        _targetScores[query] = targetScore;
        _atLeast[query] = 0;
    }

    /// <summary>The rank from 0, after the pass: the target counted itself once.</summary>
    public int Finish(int query) => _atLeast[query] - 1;

    /// <inheritdoc/>
    public void Take(int query, int firstRow, ReadOnlySpan<float> scores)
    {
        var target = TLanes.Broadcast(_targetScores[query]);
        ref var origin = ref MemoryMarshal.GetReference(scores);
        var atLeast = 0;
        for (var i = 0; i < scores.Length; i += TLanes.Count)
        {
            var lanes = TLanes.Load(ref origin, (nuint)i);
            if (lanes.AnyNaN()) throw NotANumber.InRows(firstRow + i, TLanes.Count);

            atLeast += BitOperations.PopCount(lanes.AtLeast(target));
        }

        _atLeast[query] += atLeast;
    }
}
