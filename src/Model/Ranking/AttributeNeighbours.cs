using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>The items most like a given one by attributes: all of a cold item's list, and the cold items of a known one's.</summary>
/// <param name="attributes">What compares items.</param>
internal sealed class AttributeNeighbours(AttributeSimilarity attributes)
{
    private readonly TopK _best = new();

    /// <summary>The best of those that share an attribute which tells items apart, at most as many as asked for.</summary>
    /// <param name="query">The checked query.</param>
    /// <param name="count">Items wanted, 0 or more.</param>
    /// <param name="coldOnly">Whether known items are left out.</param>
    public RankedList Find(SimilarQuery query, int count, bool coldOnly)
    {
        var filter = new RowFilter(query.Exclude, query.Only);
        var own = attributes.AttributesOf(query.Row, query.Cold);
        var found = new SortedSet<int>();
        foreach (var attribute in own)
        {
            if (attributes.InverseFrequency(attribute) <= 0) continue;

            if (!coldOnly) foreach (var row in attributes.ItemsOf(attribute)) found.Add(row);
            if (query.Cold is { } cold) foreach (var item in cold.ItemsOf(attribute)) found.Add(attributes.ItemCount + 2 + item);
        }

        found.RemoveWhere(row => row == query.Row || !filter.Allows(row));
        _best.Begin(Math.Min(count, found.Count));
        foreach (var row in found) _best.Offer(row, attributes.Cosine(own, attributes.AttributesOf(row, query.Cold)));
        return _best.Finish();
    }
}
