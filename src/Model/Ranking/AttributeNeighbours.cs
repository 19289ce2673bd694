using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>The items most like a given one by attributes: all of a cold item's list, and the cold items of a known one's. Touches only the
/// items that share an attribute, but for two looks over the catalogue. Not thread-safe: it owns its scratch memory, a number per
/// item.</summary>
/// <param name="attributes">What compares items.</param>
internal sealed class AttributeNeighbours(AttributeSimilarity attributes)
{
    private readonly TopK _best = new();
    private float[] _products = []; // by row: the product of weighted attributes with the item; zeros between queries

    private int FirstColdRow => attributes.ItemCount + 2;

    /// <summary>The best of those that share an attribute which tells items apart, at most as many as asked for.</summary>
    /// <param name="query">The checked query.</param>
    /// <param name="count">Items wanted, 0 or more.</param>
    /// <param name="coldOnly">Whether known items are left out.</param>
    public RankedList Find(SimilarQuery query, int count, bool coldOnly)
    {
        var rows = FirstColdRow + (query.Cold?.Count ?? 0);
        if (_products.Length < rows) _products = new float[rows];

        var own = attributes.AttributesOf(query.Row, query.Cold);
        Multiply(own, query.Cold, coldOnly);
        var products = _products.AsSpan(0, rows);
        _best.Begin(Math.Min(count, Filter(products, query)));
        var length = attributes.Length(own);
        for (var row = 1; row < rows; row++)
        {
            if (products[row] > 0) _best.Offer(row, products[row] / (length * attributes.Length(attributes.AttributesOf(row, query.Cold))));
        }

        products.Clear();
        return _best.Finish();
    }

    /// <summary>Zeroes the products of what may not appear, and returns how many are left.</summary>
    private static int Filter(Span<float> products, SimilarQuery query)
    {
        var filter = new RowFilter(query.Exclude, query.Only);
        products[query.Row] = 0;
        var left = 0;
        for (var row = 1; row < products.Length; row++)
        {
            if (products[row] <= 0) continue;

            if (filter.Allows(row)) left++;
            else products[row] = 0;
        }

        return left;
    }

    private void Multiply(int[] own, ColdItems? cold, bool coldOnly)
    {
        foreach (var attribute in own)
        {
            var square = attributes.InverseFrequency(attribute) * attributes.InverseFrequency(attribute);
            if (!coldOnly)
            {
                foreach (var row in attributes.ItemsOf(attribute)) _products[row] += square;
            }

            if (cold is null) continue;

            foreach (var item in cold.ItemsOf(attribute)) _products[FirstColdRow + item] += square;
        }
    }
}
