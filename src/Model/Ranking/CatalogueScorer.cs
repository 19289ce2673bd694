using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>Takes the scores of a stretch of the catalogue, while they are still in the cache.</summary>
internal interface IScoreSink
{
    /// <summary>Called once per stretch and query, with rising rows.</summary>
    /// <param name="query">Index of the query in its pass.</param>
    /// <param name="firstRow">The item row that the first score belongs to.</param>
    /// <param name="scores">Consecutive rows; a multiple of the register's length. −∞ for what is excluded or no item.</param>
    void Take(int query, int firstRow, ReadOnlySpan<float> scores);
}

/// <summary>
/// One pass over the item table for several queries: each stretch of the table is read into the cache once, scored for all
/// queries four at a time, and handed on. Not thread-safe: it owns its scratch memory.
/// </summary>
internal sealed class CatalogueScorer<TLanes>(CpuRankerWeights weights) where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Queries of one pass.</summary>
    public const int QueriesMax = 64;

    /// <summary>Item rows in a stretch, 128 KiB of table at C = 64: it stays in the L2 cache while the queries take
    /// turns.</summary>
    public const int StretchRows = 512;

    /// <summary>Queries whose scores are computed together, as many rows as the kernel takes at once.</summary>
    private const int Together = 4;

    private readonly AlignedFloats _scores = new(Together * StretchRows);
    private readonly int[] _excludedSoFar = new int[QueriesMax];
    private readonly int[] _keptSoFar = new int[QueriesMax];

    /// <summary>Scores rows 1 to V for every query.</summary>
    /// <param name="hidden">(B, stride): the hidden states, B at most <see cref="QueriesMax"/>.</param>
    /// <param name="stride">Floats from one hidden state to the next.</param>
    /// <param name="excluded">(B): for each query, item rows in ascending order that get −∞.</param>
    /// <param name="only">(B): for each query, null, or item rows, ascending, each once, so that all others get −∞.</param>
    /// <param name="extras">(B): for each query, what is added to its scores; empty to add nothing.</param>
    /// <param name="sink">Takes the scores.</param>
    public void Score(
        ReadOnlySpan<float> hidden, int stride, ReadOnlySpan<int[]> excluded, ReadOnlySpan<int[]?> only,
        ReadOnlySpan<SparseTerms> extras, IScoreSink sink)
    {
        var items = weights.Items;
        var stretchPanels = StretchRows / items.PanelOutputs;
        Array.Clear(_excludedSoFar);
        Array.Clear(_keptSoFar);
        for (var panel = 0; panel < items.PanelCount; panel += stretchPanels)
        {
            var panels = Math.Min(stretchPanels, items.PanelCount - panel);
            var firstRow = panel * items.PanelOutputs;
            for (var query = 0; query < excluded.Length; query += Together)
            {
                var together = Math.Min(Together, excluded.Length - query);
                items.Multiply<TLanes>(hidden[(query * stride)..], stride, together, panel, panels, _scores.Span, StretchRows);
                for (var i = 0; i < together; i++)
                {
                    var scores = _scores.Span.Slice(i * StretchRows, panels * items.PanelOutputs);
                    if (!extras.IsEmpty) extras[query + i].AddTo(firstRow, scores);
                    if (only[query + i] is { } rows) Keep(rows, ref _keptSoFar[query + i], firstRow, scores);
                    Exclude(excluded[query + i], ref _excludedSoFar[query + i], firstRow, scores);
                    sink.Take(query + i, firstRow, scores);
                }
            }
        }
    }

    private static void Keep(int[] rows, ref int next, int firstRow, Span<float> scores)
    {
        var left = 0; // the first score not dealt with
        for (; next < rows.Length && rows[next] < firstRow + scores.Length; next++)
        {
            scores[left..(rows[next] - firstRow)].Fill(float.NegativeInfinity);
            left = rows[next] - firstRow + 1;
        }

        scores[left..].Fill(float.NegativeInfinity);
    }

    private static void Exclude(int[] rows, ref int next, int firstRow, Span<float> scores)
    {
        for (; next < rows.Length && rows[next] < firstRow + scores.Length; next++)
            scores[rows[next] - firstRow] = float.NegativeInfinity;
    }
}
