using System.Numerics.Tensors;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>What <see cref="CpuRanker"/> asks of the code compiled for one width of register. Queries are checked
/// before.</summary>
internal interface ICpuPass
{
    /// <summary>Queries one call takes at most.</summary>
    int QueriesMax { get; }

    void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists);

    void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks);

    /// <summary>The mean of the network's scores over all items.</summary>
    float MeanScore(ReadOnlyMemory<int> history);
}

/// <summary>Encodes a few queries, then scores the catalogue for all of them in one pass.</summary>
/// <remarks>B queries, C width, Cp padded width.</remarks>
internal sealed class CpuPass<TLanes> : ICpuPass where TLanes : struct, ILanes<TLanes>
{
    private readonly CpuRankerWeights _weights;
    private readonly CpuEncoder<TLanes> _encoder;
    private readonly CatalogueScorer<TLanes> _scorer;
    private readonly TopKSink<TLanes> _topK = new();
    private readonly TargetRankSink<TLanes> _targetRanks = new();
    private readonly ReadOnlyMemory<int>[] _histories;
    private readonly int[][] _excluded;
    private readonly SparseTerms[] _extras; // (B), or none without a blend
    private readonly AlignedFloats _hidden; // (B, Cp)

    public CpuPass(CpuRankerWeights weights)
    {
        _weights = weights;
        _encoder = new CpuEncoder<TLanes>(weights);
        _scorer = new CatalogueScorer<TLanes>(weights);
        _histories = new ReadOnlyMemory<int>[QueriesMax];
        _excluded = new int[QueriesMax][];
        _extras = weights.Blend is null ? [] : [.. Enumerable.Range(0, QueriesMax).Select(static _ => new SparseTerms())];
        _hidden = new AlignedFloats(QueriesMax * _encoder.Width);
    }

    public int QueriesMax => CatalogueScorer<TLanes>.QueriesMax;

    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        for (var i = 0; i < queries.Length; i++)
        {
            (_histories[i], _excluded[i]) = (queries[i].History, queries[i].Exclude);
            _topK.Begin(i, Math.Min(queries[i].Count, QueryCheck.Remaining(queries[i].Exclude, _weights.ItemCount)));
        }

        Prepare(queries.Length);
        Score(queries.Length, _topK);
        for (var i = 0; i < queries.Length; i++) lists[i] = _topK.Finish(i);
    }

    public void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks)
    {
        for (var i = 0; i < queries.Length; i++) (_histories[i], _excluded[i]) = (queries[i].History, queries[i].Exclude);

        Prepare(queries.Length);
        for (var i = 0; i < queries.Length; i++) _targetRanks.Begin(i, ScoreOf(i, queries[i].Target));

        Score(queries.Length, _targetRanks);
        for (var i = 0; i < queries.Length; i++) ranks[i] = _targetRanks.Finish(i);
    }

    public float MeanScore(ReadOnlyMemory<int> history)
    {
        _histories[0] = history;
        _encoder.Encode(_histories.AsSpan(0, 1), _hidden.Span);
        return TensorPrimitives.Dot(_weights.MeanItem, _hidden.Span[.._weights.Options.Hidden]);
    }

    /// <summary>Hidden states and what the blend adds.</summary>
    private void Prepare(int count)
    {
        _encoder.Encode(_histories.AsSpan(0, count), _hidden.Span);
        for (var i = 0; i < Math.Min(count, _extras.Length); i++) _weights.Blend!.Collect(_histories[i].Span, _extras[i]);
    }

    private void Score(int count, IScoreSink sink) => _scorer.Score(
        _hidden.Span, _encoder.Width, _excluded.AsSpan(0, count), _extras.AsSpan(0, Math.Min(count, _extras.Length)), sink);

    /// <summary>The score of one item, to the last bit what the pass over the table gives it: the same sum in the same
    /// order.</summary>
    private float ScoreOf(int query, int row)
    {
        var width = _weights.Options.Hidden;
        var item = _weights.ItemRows.AsSpan(row * width, width);
        var hidden = _hidden.Span.Slice(query * _encoder.Width, width);
        var score = 0f;
        for (var c = 0; c < width; c++) score = MathF.FusedMultiplyAdd(item[c], hidden[c], score);

        if (_extras.Length > 0) score = _extras[query].AddTo(row, score);
        return float.IsFinite(score) ? score : throw NotANumber.OfItem(row, score);
    }
}
