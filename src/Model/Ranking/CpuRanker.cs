namespace S3Rec.Model.Ranking;

/// <summary>
/// Ranks on the processor in plain C#, with the widest vector instructions it has. Answers do not depend on how queries are
/// batched. Not thread-safe: give each thread its own ranker over the same <see cref="CpuRankerWeights"/>. Allocates nothing but
/// the lists and, with a blend, the profile of each history.
/// </summary>
public sealed class CpuRanker : ICatalogueRanker
{
    private readonly CpuRankerWeights _weights;
    private readonly ICpuPass _pass;

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
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A query breaks its contract; nothing was computed.</exception>
    /// <exception cref="NotFiniteNumberException">A score is not a number, so no list would be true.</exception>
    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        foreach (var query in queries) QueryCheck.Check(query, _weights.ItemCount);
        for (var first = 0; first < queries.Length; first += _pass.QueriesMax)
        {
            var count = Math.Min(_pass.QueriesMax, queries.Length - first);
            _pass.Rank(queries.Slice(first, count), lists.Slice(first, count));
        }
    }

    /// <inheritdoc/>
    public void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks)
    {
        foreach (var query in queries) QueryCheck.Check(query, _weights.ItemCount);
        for (var first = 0; first < queries.Length; first += _pass.QueriesMax)
        {
            var count = Math.Min(_pass.QueriesMax, queries.Length - first);
            _pass.RankTargets(queries.Slice(first, count), ranks.Slice(first, count));
        }
    }

    /// <summary>Scores items the model has no row for, so that they can be merged into a list of <see cref="Rank"/>: the mean of the
    /// network's scores over the catalogue, for it knows nothing of them, and what the blend adds for their attributes.</summary>
    /// <param name="history">Item rows, 1 to V, oldest first, at least one.</param>
    /// <param name="attributes">For each item its attribute rows, 1 to A, each once.</param>
    /// <param name="scores">For each item its score.</param>
    /// <returns>False when there is no blend or it gives attributes no weight: then nothing tells the items apart, and none is
    /// scored.</returns>
    /// <exception cref="ArgumentException">The history breaks its contract.</exception>
    public bool TryScoreUnknown(ReadOnlyMemory<int> history, ReadOnlySpan<int[]> attributes, Span<float> scores)
    {
        QueryCheck.CheckHistory(history.Span, _weights.ItemCount);
        if (_weights.Blend is not { AttributeWeight: > 0 } blend) return false;

        var network = _pass.MeanScore(history);
        for (var i = 0; i < attributes.Length; i++)
            scores[i] = network + (blend.AttributeWeight * blend.Attributes.Score(history.Span, attributes[i]));
        return true;
    }

    /// <summary>Nothing native is held; the ranker is done with all the same.</summary>
    public void Dispose()
    {
    }
}
