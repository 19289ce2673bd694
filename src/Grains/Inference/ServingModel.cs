using S3Rec.Contracts;
using S3Rec.Model.Ranking;

namespace S3Rec.Grains.Inference;

/// <summary>A loaded model. Once it is swapped in, each thread of the engine uses the ranker of its number.</summary>
/// <param name="version">Its version in the store.</param>
/// <param name="rankers">Score rows; one for each thread.</param>
/// <param name="items">Translates between the catalogue's integers and rows.</param>
internal sealed class ServingModel(int version, IReadOnlyList<IRanker> rankers, ModelItems items) : IDisposable
{
    /// <summary>Its version in the store.</summary>
    public int Version { get; } = version;

    /// <summary>Batches that use it now; <see cref="CurrentModels"/> counts them under its lock.</summary>
    public int BatchCount { get; set; }

    /// <summary>Answers a batch: what the catalogue says is the same for all of it.</summary>
    public void Answer(IReadOnlyList<PendingRank> batch, int thread)
    {
        var view = items.View();
        RankHistories(batch, rankers[thread], view);
        foreach (var pending in batch)
        {
            if (pending.Similar is { } similar)
                pending.Complete(FindSimilar(similar, rankers[thread], view));
        }
    }

    public void Dispose()
    {
        foreach (var ranker in rankers)
            ranker.Dispose();
    }

    private void RankHistories(IReadOnlyList<PendingRank> batch, IRanker ranker, CatalogueView view)
    {
        var asked = new List<PendingRank>(batch.Count);
        var queries = new List<RankQuery>(batch.Count);
        foreach (var pending in batch)
        {
            if (pending.Request is not { } request)
                continue;

            if (view.ToQuery(request) is { } query)
            {
                asked.Add(pending);
                queries.Add(query);
            }
            else
            {
                pending.Complete(new(Version, [], []));
            }
        }

        if (queries.Count == 0)
            return;

        var lists = new RankedList[queries.Count];
        ranker.Rank(queries.ToArray(), lists);
        for (var i = 0; i < lists.Length; i++)
        {
            if (!asked[i].Request!.Explain)
                asked[i].Complete(view.ToReply(Version, lists[i]));
        }

        // Last: a reason costs as much as fifty lists, and the others of the batch need not wait for it.
        for (var i = 0; i < lists.Length; i++)
        {
            if (asked[i].Request!.Explain)
                asked[i].Complete(Explained(queries[i], lists[i], ranker, view));
        }
    }

    private RankReply Explained(RankQuery query, RankedList list, IRanker ranker, CatalogueView view)
    {
        var reply = view.ToReply(Version, list);
        if (list.Rows.Length == 0)
            return reply;

        var explanations = new Model.Ranking.Explanation[1];
        ranker.Explain([new(query.History, list.Rows) { Cold = query.Cold }], explanations);
        return reply with { Reasons = view.ToReasons(query.History, explanations[0]) };
    }

    private RankReply FindSimilar(SimilarRequest request, IRanker ranker, CatalogueView view)
    {
        if (view.ToQuery(request) is not { } query)
            return new(Version, [], []);

        var lists = new RankedList[1];
        ranker.Similar([query], lists);
        return view.ToReply(Version, lists[0]);
    }
}
