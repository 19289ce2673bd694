using System.Numerics;
using System.Runtime.InteropServices;

namespace S3Rec.Model.Ranking;

/// <summary>Keeps the best rows of each query. Most registers hold nothing above the bound and cost one comparison.</summary>
internal sealed class TopKSink<TLanes> : IScoreSink where TLanes : struct, ILanes<TLanes>
{
    private readonly TopK[] _best = [.. Enumerable.Range(0, CatalogueScorer<TLanes>.QueriesMax).Select(static _ => new TopK())];

    /// <summary>Begins a list of <paramref name="count"/> rows for a query.</summary>
    public void Begin(int query, int count) => _best[query].Begin(count);

    /// <summary>The list of a query, to offer it rows that are not in the pass.</summary>
    public TopK List(int query) => _best[query];

    /// <summary>The list of a query, after the pass.</summary>
    public RankedList Finish(int query) => _best[query].Finish();

    /// <inheritdoc/>
    public void Take(int query, int firstRow, ReadOnlySpan<float> scores)
    {
        var best = _best[query];
        var bound = TLanes.Broadcast(best.Bound);
        ref var origin = ref MemoryMarshal.GetReference(scores);
        for (var i = 0; i < scores.Length; i += TLanes.Count)
        {
            var lanes = TLanes.Load(ref origin, (nuint)i);
            if (lanes.AnyNaN()) throw NotANumber.InRows(firstRow + i, TLanes.Count);

            var above = lanes.Above(bound);
            if (above == 0) continue;

            for (; above != 0; above &= above - 1)
            {
                var lane = i + BitOperations.TrailingZeroCount(above);
                best.Offer(firstRow + lane, scores[lane]);
            }

            bound = TLanes.Broadcast(best.Bound);
        }
    }
}
