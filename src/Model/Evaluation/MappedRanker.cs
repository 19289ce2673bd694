using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Ranking;

namespace S3Rec.Model.Evaluation;

/// <summary>
/// Asks a model of one vocabulary about data of another, as a service does: it reads what it knows of a history, and ranks the items that both
/// know. An item it does not know comes after all others; without a known item in the history it has no list, and every target comes last.
/// </summary>
internal sealed class MappedRanker(ICatalogueRanker ranker, RowMap map) : ICatalogueRanker
{
    /// <summary>Makes rankers of a checkpoint, its blend included, for data of any vocabulary.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static Func<ICatalogueRanker> Of(Checkpoint checkpoint, Vocabulary data)
    {
        var (weights, map) = (CpuRankerWeights.Of(checkpoint), new RowMap(data, checkpoint.Vocabulary));
        return map.IsIdentity ? () => new CpuRanker(weights) : () => new MappedRanker(new CpuRanker(weights), map);
    }

    /// <inheritdoc/>
    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        foreach (var query in queries) QueryCheck.Check(query, map.ItemCount, blend: null);
        var asked = new List<(int Index, RankQuery Query)>(queries.Length);
        for (var i = 0; i < queries.Length; i++)
        {
            var history = map.ToModel(queries[i].History);
            lists[i] = new RankedList([], []);
            if (history.Length > 0)
                asked.Add((i, new RankQuery(history, map.ExcludedOfModel(queries[i].Exclude), queries[i].Count)));
        }

        var answers = new RankedList[asked.Count];
        ranker.Rank([.. asked.Select(static a => a.Query)], answers);
        for (var i = 0; i < answers.Length; i++) lists[asked[i].Index] = answers[i] with { Rows = map.ToData(answers[i].Rows) };
    }

    /// <inheritdoc/>
    public void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks)
    {
        foreach (var query in queries) QueryCheck.Check(query, map.ItemCount);
        var asked = new List<(int Index, TargetQuery Query)>(queries.Length);
        for (var i = 0; i < queries.Length; i++)
        {
            var (history, target) = (map.ToModel(queries[i].History.Span), map.ToModel(queries[i].Target));
            ranks[i] = map.ItemCount - queries[i].Exclude.Length - 1; // last
            if (history.Length > 0 && target != Vocabulary.Padding)
                asked.Add((i, new TargetQuery(history, map.ExcludedOfModel(queries[i].Exclude), target)));
        }

        var answers = new int[asked.Count];
        ranker.RankTargets([.. asked.Select(static a => a.Query)], answers);
        for (var i = 0; i < answers.Length; i++) ranks[asked[i].Index] = answers[i];
    }

    /// <inheritdoc/>
    public void Dispose() => ranker.Dispose();
}
