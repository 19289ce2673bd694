namespace S3Rec.Model.Ranking.Challengers;

/// <summary>
/// Ranks the whole catalogue by a weighted sum of untrained scores, exactly. Of equal sums the more popular item comes first, in the order
/// of <see cref="Popularity.Order"/>: most items of most histories have none, and many share all their attributes. So no two items tie,
/// and a target's rank is its place in the list. Not thread-safe: one per thread, all over the same statistics. Holds a number per item.
/// </summary>
public sealed class ChallengerRanker : ICatalogueRanker
{
    private readonly (IHistoryScorer Scorer, float Weight)[] _parts;
    private readonly SparseTerms _terms = new();
    private readonly TopK _best = new();
    private readonly IReadOnlyList<int> _order; // (V): item rows, ties first to last
    private readonly int[] _placeInOrder; // (V + 1)
    private readonly float[] _scores; // (V + 1); row 0 is padding

    /// <summary>Ranks by Σ weight · score.</summary>
    /// <exception cref="ArgumentException">The parts are not all of the same catalogue.</exception>
    public ChallengerRanker(Popularity popularity, params (IHistoryScorer Scorer, float Weight)[] parts)
    {
        if (parts.Any(p => p.Scorer.ItemCount != popularity.ItemCount))
        {
            throw new ArgumentException(
                $"The parts score [{string.Join(", ", parts.Select(static p => p.Scorer.ItemCount))}] items, and the popularity is of "
                + $"{popularity.ItemCount}. Take all from the same data.", nameof(parts));
        }

        _parts = parts;
        _scores = new float[popularity.ItemCount + 1];
        _order = popularity.Order;
        _placeInOrder = new int[_scores.Length];
        for (var place = 0; place < _order.Count; place++) _placeInOrder[_order[place]] = place;
    }

    private int ItemCount => _scores.Length - 1;

    /// <inheritdoc/>
    public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists)
    {
        foreach (var query in queries)
        {
            QueryCheck.Check(query, ItemCount, blend: null);
            QueryCheck.CheckPlain(query);
        }

        for (var q = 0; q < queries.Length; q++)
        {
            Score(queries[q].History, queries[q].Exclude);
            _best.Begin(Math.Min(queries[q].Count, new RowFilter(queries[q].Exclude, null).CountKnown(ItemCount)));
            for (var place = 0; place < _order.Count; place++) _best.Offer(place, _scores[_order[place]]);
            var (places, scores) = _best.Finish();
            lists[q] = new RankedList(Array.ConvertAll(places, place => _order[place]), scores);
        }
    }

    /// <inheritdoc/>
    public void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks)
    {
        foreach (var query in queries)
        {
            QueryCheck.Check(query, ItemCount, blend: null);
            QueryCheck.CheckPlain(query);
        }

        for (var q = 0; q < queries.Length; q++)
        {
            Score(queries[q].History.Span, queries[q].Exclude);
            ranks[q] = RankOf(queries[q].Target);
        }
    }

    /// <summary>Nothing native is held.</summary>
    public void Dispose()
    {
    }

    private int RankOf(int target)
    {
        var (own, ownPlace) = (_scores[target], _placeInOrder[target]);
        var rank = 0;
        for (var row = 1; row < _scores.Length; row++)
            rank += _scores[row] > own || (_scores[row] == own && _placeInOrder[row] < ownPlace) ? 1 : 0;
        return rank;
    }

    private void Score(ReadOnlySpan<int> history, int[] exclude)
    {
        _terms.Clear();
        foreach (var (scorer, weight) in _parts) scorer.Collect(history, weight, _terms);

        Array.Clear(_scores);
        _terms.AddTo(0, _scores);
        foreach (var row in exclude.AsSpan())
        {
            if (row <= ItemCount) _scores[row] = float.NegativeInfinity;
        }
    }
}
