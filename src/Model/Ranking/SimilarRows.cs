using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>What <see cref="SimilarQuery"/> asks beyond embeddings: any ranker finds the known items of known ones, this the rest.</summary>
internal sealed class SimilarRows(int itemCount, AttributeSimilarity? attributes)
{
    private readonly AttributeNeighbours? _neighbours = attributes is null ? null : new AttributeNeighbours(attributes);

    /// <summary>Answers checked queries.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="lists">Receives the lists.</param>
    /// <param name="known">Finds the known items of known ones by embedding.</param>
    public void Find(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists, FindKnown known)
    {
        SimilarQuery[] ofKnown = [.. queries.ToArray().Where(query => query.Row <= itemCount)];
        var found = new RankedList[ofKnown.Length];
        if (found.Length > 0) known(ofKnown, found);

        var next = 0;
        for (var i = 0; i < queries.Length; i++)
        {
            if (queries[i].Row > itemCount) lists[i] = _neighbours?.Find(queries[i], queries[i].Count, coldOnly: false) ?? new([], []);
            else lists[i] = WithCold(queries[i], found[next++]);
        }
    }

    /// <summary>The rows a query excludes and its own, ascending.</summary>
    public static int[] ExcludeWithSelf(SimilarQuery query)
    {
        var place = Array.BinarySearch(query.Exclude, query.Row);
        return place >= 0 ? query.Exclude : [.. query.Exclude.AsSpan(0, ~place), query.Row, .. query.Exclude.AsSpan(~place)];
    }

    private RankedList WithCold(SimilarQuery query, RankedList known)
    {
        var missing = query.Count - known.Rows.Length;
        if (missing == 0 || query.Cold is null || _neighbours is null) return known;

        var cold = _neighbours.Find(query, missing, coldOnly: true);
        return new RankedList([.. known.Rows, .. cold.Rows], [.. known.Scores, .. cold.Scores]);
    }

    /// <summary>Finds known items.</summary>
    internal delegate void FindKnown(ReadOnlySpan<SimilarQuery> queries, Span<RankedList> lists);
}
