namespace S3Rec.Model.Ranking;

/// <summary>
/// Ranks on the processor in plain C#, with the widest vector instructions it has. Answers do not depend on how queries are
/// batched. Not thread-safe: give each thread its own ranker over the same <see cref="CpuRankerWeights"/>. Ranking allocates nothing but
/// the lists and, with a blend, the profile of each history.
/// </summary>
public sealed class CpuRanker : IRanker, ICatalogueRanker
{
    private readonly CpuRankerWeights _weights;
    private readonly ICpuPass _pass;
    private readonly Explainer _explainer;
    private readonly SimilarRows _similar;

    /// <summary>Creates a ranker and its scratch memory, under 1 MB at the default shape.</summary>
    public CpuRanker(CpuRankerWeights weights)
    {
        _weights = weights;
        _pass = weights.Lanes switch
        {
            16 => new CpuPass<Lanes512>(weights),
            8 => new CpuPass<Lanes256>(weights),
            _ => new CpuPass<Lanes128>(weights),
        };
        _explainer = new Explainer(weights.ItemCount, weights.Options.MaxLength, weights.Blend, _pass.Score);
        _similar = new SimilarRows(weights.ItemCount, weights.Blend?.Attributes);
    }

    /// <inheritdoc/>
    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        foreach (var query in queries) QueryCheck.Check(query, _weights.ItemCount, _weights.Blend);
        for (var first = 0; first < queries.Length; first += _pass.QueriesMax)
        {
            var count = Math.Min(_pass.QueriesMax, queries.Length - first);
            _pass.Rank(queries.Slice(first, count), lists.Slice(first, count));
        }
    }

    /// <inheritdoc/>
    public void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks)
    {
        foreach (var query in queries) QueryCheck.Check(query, _weights.ItemCount, _weights.Blend);
        for (var first = 0; first < queries.Length; first += _pass.QueriesMax)
        {
            var count = Math.Min(_pass.QueriesMax, queries.Length - first);
            _pass.RankTargets(queries.Slice(first, count), ranks.Slice(first, count));
        }
    }

    /// <inheritdoc/>
    public void Explain(ReadOnlySpan<ExplainQuery> queries, Span<Explanation> explanations)
    {
        foreach (var query in queries) QueryCheck.Check(query, _weights.ItemCount, _weights.Blend);
        for (var i = 0; i < queries.Length; i++) explanations[i] = _explainer.Explain(queries[i]);
    }

    /// <inheritdoc/>
    public void Similar(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists)
    {
        foreach (var query in queries) QueryCheck.Check(query, _weights.ItemCount, _weights.Blend);
        _similar.Find(queries, lists, SimilarKnown);
    }

    /// <summary>Nothing native is held; the ranker is done with all the same.</summary>
    public void Dispose()
    {
    }

    private void SimilarKnown(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists)
    {
        for (var first = 0; first < queries.Length; first += _pass.QueriesMax)
        {
            var count = Math.Min(_pass.QueriesMax, queries.Length - first);
            _pass.Similar(queries.Slice(first, count), lists.Slice(first, count));
        }
    }
}
