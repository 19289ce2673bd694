using System.Numerics.Tensors;

namespace S3Rec.Model.Ranking;

/// <summary>Divides products by the lengths of the items' rows on their way to a list, which makes cosines of them.</summary>
internal sealed class CosineSink<TLanes>(ItemTable items, TopKSink<TLanes> best) : IScoreSink where TLanes : struct, ILanes<TLanes>
{
    private readonly AlignedFloats _cosines = new(CatalogueScorer<TLanes>.StretchRows);

    /// <inheritdoc/>
    public void Take(int query, int firstRow, ReadOnlySpan<float> scores)
    {
        var cosines = _cosines.Span[..scores.Length];
        var rows = Math.Min(scores.Length, items.InverseLengths.Length - firstRow);
        TensorPrimitives.Multiply(scores[..rows], items.InverseLengths.AsSpan(firstRow, rows), cosines);
        scores[rows..].CopyTo(cosines[rows..]); // −∞: beyond the last row
        best.Take(query, firstRow, cosines);
    }
}
