namespace S3Rec.Model.Ranking;

/// <summary>
/// Ranks on the processor in plain C#, with the widest vector instructions it has. Answers do not depend on how queries are
/// batched. Not thread-safe: give each thread its own ranker over the same <see cref="CpuRankerWeights"/>. Allocates nothing but the lists.
/// </summary>
public sealed class CpuRanker : IRanker, ITargetRanker
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

    /// <summary>Nothing native is held; the ranker is done with all the same.</summary>
    public void Dispose()
    {
    }
}
