using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>What <see cref="CpuRanker"/> asks of the code compiled for one width of register. Queries are checked
/// before.</summary>
internal interface ICpuPass
{
    /// <summary>Queries one call takes at most; <see cref="Score"/> takes any number.</summary>
    int QueriesMax { get; }

    void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists);

    void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks);

    /// <summary>Known items by the cosine of their embeddings with known ones.</summary>
    void Similar(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists);

    /// <inheritdoc cref="NetworkScores"/>
    void Score(ReadOnlySpan<ReadOnlyMemory<int>> histories, ReadOnlySpan<int> rows, Span<float> scores);
}

/// <summary>Encodes a few queries, then scores the catalogue for all of them in one pass.</summary>
/// <remarks>B queries, C width, Cp padded width.</remarks>
internal sealed class CpuPass<TLanes> : ICpuPass where TLanes : struct, ILanes<TLanes>
{
    /// <summary>What scoring a row by itself costs as a multiple of its share in a pass over the catalogue: one sum waits for itself where
    /// the pass has many, and a blend is searched for the row.</summary>
    private const int RowCost = 64;

    private readonly CpuRankerWeights _weights;
    private readonly CpuEncoder<TLanes> _encoder;
    private readonly CatalogueScorer<TLanes> _scorer;
    private readonly TopKSink<TLanes> _topK = new();
    private readonly TargetRankSink<TLanes> _targetRanks = new();
    private readonly CosineSink<TLanes> _cosines;
    private readonly MarginalRelevance _diversity;
    private readonly int[] _queryOf; // (B): queries are taken in another order than they come
    private readonly ReadOnlyMemory<int>[] _histories;
    private readonly int[][] _excluded;
    private readonly int[]?[] _only;
    private readonly ColdCandidates[] _cold; // (B)
    private float[] _coldFits = [];
    private readonly SparseTerms[] _extras; // (B), or none without a blend
    private readonly AlignedFloats _hidden; // (B, Cp)

    public CpuPass(CpuRankerWeights weights)
    {
        _weights = weights;
        _encoder = new CpuEncoder<TLanes>(weights);
        _scorer = new CatalogueScorer<TLanes>(weights);
        _cosines = new CosineSink<TLanes>(weights.Table, _topK);
        _diversity = new MarginalRelevance(weights.Table, weights.Blend?.Attributes);
        _queryOf = new int[QueriesMax];
        _histories = new ReadOnlyMemory<int>[QueriesMax];
        _excluded = new int[QueriesMax][];
        _only = new int[]?[QueriesMax];
        _cold = [.. Enumerable.Range(0, QueriesMax).Select(static _ => new ColdCandidates())];
        _extras = weights.Blend is null ? [] : [.. Enumerable.Range(0, QueriesMax).Select(static _ => new SparseTerms())];
        _hidden = new AlignedFloats(QueriesMax * _encoder.Width);
    }

    public int QueriesMax => CatalogueScorer<TLanes>.QueriesMax;

    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        var passing = Arrange(queries);
        for (var i = 0; i < queries.Length; i++)
        {
            var query = queries[_queryOf[i]];
            (_histories[i], _excluded[i], _only[i]) = (query.History, query.Exclude, query.Only);
            var filter = new RowFilter(query.Exclude, query.Only);
            _cold[i].Collect(query.History, query.Cold, filter, _weights.Blend, _weights.Table.FirstColdRow, ref _coldFits);
            var qualifying = filter.CountKnown(_weights.ItemCount) + _cold[i].Count;
            _topK.Begin(i, Math.Min(MarginalRelevance.PoolOf(query), qualifying));
        }

        Prepare(queries.Length);
        Pass(passing, _topK);
        for (var i = 0; i < queries.Length; i++)
        {
            if (i >= passing) OfferRows(i);
            if (_cold[i].Count > 0) _cold[i].OfferTo(_topK.List(i), MeanScore(i));
            lists[_queryOf[i]] = _diversity.Choose(queries[_queryOf[i]], _topK.Finish(i));
        }
    }

    public void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks)
    {
        for (var i = 0; i < queries.Length; i++)
        {
            var (history, exclude, _) = queries[i];
            (_histories[i], _excluded[i], _only[i]) = (history, exclude, null);
            _cold[i].Collect(history.Span, queries[i].Cold, new RowFilter(exclude, null), _weights.Blend, _weights.Table.FirstColdRow, ref _coldFits);
        }

        Prepare(queries.Length);
        Span<float> targets = stackalloc float[queries.Length];
        for (var i = 0; i < queries.Length; i++)
        {
            var row = queries[i].Target;
            targets[i] = row <= _weights.ItemCount ? ScoreOf(i, row) : _cold[i].ScoreOf(row, MeanScore(i)) ?? float.NegativeInfinity;
            _targetRanks.Begin(i, targets[i]);
        }

        Pass(queries.Length, _targetRanks);
        for (var i = 0; i < queries.Length; i++)
        {
            ranks[i] = targets[i] > float.NegativeInfinity
                ? _targetRanks.Finish(i) + (_cold[i].Count > 0 ? _cold[i].CountAtLeast(MeanScore(i), targets[i]) : 0)
                : _weights.ItemCount + queries[i].Cold!.Count - queries[i].Exclude.Length - 1;
        }
    }

    public void Similar(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists)
    {
        for (var i = 0; i < queries.Length; i++)
        {
            var query = queries[i];
            (_excluded[i], _only[i]) = (SimilarRows.ExcludeWithSelf(query), query.Only);
            _topK.Begin(i, Math.Min(query.Count, new RowFilter(_excluded[i], query.Only).CountKnown(_weights.ItemCount)));
            _weights.Table.Normalise(query.Row, _hidden.Span.Slice(i * _encoder.Width, _encoder.Width));
        }

        _scorer.Score(_hidden.Span, _encoder.Width, _excluded.AsSpan(0, queries.Length), _only, [], _cosines);
        for (var i = 0; i < queries.Length; i++) lists[i] = _topK.Finish(i);
    }

    public void Score(ReadOnlySpan<ReadOnlyMemory<int>> histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        var hidden = new float[histories.Length * _encoder.Width];
        _encoder.Encode(histories, hidden);
        for (var b = 0; b < histories.Length; b++)
        {
            for (var r = 0; r < rows.Length; r++)
                scores[(b * rows.Length) + r] = _weights.Table.Score(rows[r], hidden.AsSpan(b * _encoder.Width, _weights.Options.Hidden));
        }
    }

    /// <summary>Puts queries that only a few rows may answer last: these are scored by themselves. Returns how many need the
    /// pass.</summary>
    private int Arrange(ReadOnlySpan<RankQuery> queries)
    {
        int passing = 0, alone = queries.Length;
        for (var q = 0; q < queries.Length; q++)
        {
            var few = queries[q].Only is { } rows && (long)rows.Length * RowCost <= _weights.ItemCount;
            _queryOf[few ? --alone : passing++] = q;
        }

        return passing;
    }

    /// <summary>Hidden states and what the blend adds.</summary>
    private void Prepare(int count)
    {
        _encoder.Encode(_histories.AsSpan(0, count), _hidden.Span);
        for (var i = 0; i < Math.Min(count, _extras.Length); i++) _weights.Blend!.Collect(_histories[i].Span, _extras[i]);
    }

    private void Pass(int count, IScoreSink sink) => _scorer.Score(
        _hidden.Span, _encoder.Width, _excluded.AsSpan(0, count), _only, _extras.AsSpan(0, Math.Min(count, _extras.Length)), sink);

    /// <summary>Scores the rows that alone may answer a query.</summary>
    private void OfferRows(int query)
    {
        var best = _topK.List(query);
        foreach (var row in _only[query]!)
        {
            if (row > _weights.ItemCount) break;
            if (row > 0 && Array.BinarySearch(_excluded[query], row) < 0) best.Offer(row, ScoreOf(query, row));
        }
    }

    /// <summary>The mean of the network's scores: that of a cold item.</summary>
    private float MeanScore(int query) => _weights.Table.Score(_weights.Table.FirstColdRow, Hidden(query));

    private ReadOnlySpan<float> Hidden(int query) => _hidden.Span.Slice(query * _encoder.Width, _weights.Options.Hidden);

    /// <summary>The score of one item, to the last bit what the pass over the table gives it.</summary>
    private float ScoreOf(int query, int row)
    {
        var score = _weights.Table.Score(row, Hidden(query));
        if (_extras.Length > 0) score = _extras[query].AddTo(row, score);
        return float.IsFinite(score) ? score : throw NotANumber.OfItem(row, score);
    }
}
