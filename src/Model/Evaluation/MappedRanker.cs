using S3Rec.Model.Checkpoints;
using S3Rec.Model.Ranking;

namespace S3Rec.Model.Evaluation;

/// <summary>
/// Asks a model of one vocabulary about data of another, as a service does: it reads what it knows of a history, and ranks the items of the data,
/// those it does not know as <see cref="ColdItems"/>. One of these that no list would show comes after all others; without a known item in the
/// history there is no list, and every target comes last.
/// </summary>
internal sealed class MappedRanker(ICatalogueRanker ranker, RowMap map) : ICatalogueRanker
{
    /// <summary>Makes rankers of a checkpoint, its blend included, for data of any vocabulary.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static Func<ICatalogueRanker> Of(Checkpoint checkpoint, RowMap map)
    {
        var weights = CpuRankerWeights.Of(checkpoint);
        return map.IsIdentity ? () => new CpuRanker(weights) : () => new MappedRanker(new CpuRanker(weights), map);
    }

    /// <inheritdoc/>
    /// <remarks>A query may have neither of <see cref="RankQuery.Only"/>, <see cref="RankQuery.Diversity"/> and <see
    /// cref="RankQuery.Cold"/>.</remarks>
    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        foreach (var query in queries)
        {
            QueryCheck.Check(query, map.ItemCount, blend: null);
            QueryCheck.CheckPlain(query);
        }

        var asked = new List<(int Index, RankQuery Query)>(queries.Length);
        for (var i = 0; i < queries.Length; i++)
        {
            var history = map.HistoryOfModel(queries[i].History);
            lists[i] = new RankedList([], []);
            if (history.Length > 0)
                asked.Add((i, new RankQuery(history, map.ExcludedOfModel(queries[i].Exclude), queries[i].Count) { Cold = map.Cold }));
        }

        var answers = new RankedList[asked.Count];
        ranker.Rank([.. asked.Select(static a => a.Query)], answers);
        for (var i = 0; i < answers.Length; i++) lists[asked[i].Index] = answers[i] with { Rows = map.ToData(answers[i].Rows) };
    }

    /// <inheritdoc/>
    /// <remarks>A query may not have <see cref="TargetQuery.Cold"/>.</remarks>
    public void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks)
    {
        foreach (var query in queries)
        {
            QueryCheck.Check(query, map.ItemCount, blend: null);
            QueryCheck.CheckPlain(query);
        }

        var asked = new List<(int Index, TargetQuery Query)>(queries.Length);
        for (var i = 0; i < queries.Length; i++)
        {
            var history = map.HistoryOfModel(queries[i].History.Span);
            ranks[i] = map.ItemCount - queries[i].Exclude.Length - 1; // last
            if (history.Length == 0) continue;

            var excluded = map.ExcludedOfModel(queries[i].Exclude);
            asked.Add((i, new TargetQuery(history, excluded, map.ToModel(queries[i].Target)) { Cold = map.Cold }));
        }

        var answers = new int[asked.Count];
        ranker.RankTargets([.. asked.Select(static a => a.Query)], answers);
        for (var i = 0; i < answers.Length; i++) ranks[asked[i].Index] = answers[i];
    }

    /// <inheritdoc/>
    public void Dispose() => ranker.Dispose();
}
