using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>The cold items that qualify for one query, by ascending score until they are offered. Not thread-safe; reused from query to
/// query.</summary>
internal sealed class ColdCandidates
{
    private readonly List<(int Row, float Fit)> _found = [];
    private float[] _fits = []; // (cold items): zeros between queries

    /// <summary>How many there are.</summary>
    public int Count => _found.Count;

    /// <summary>Replaces the candidates by those of a query: only the items that share an attribute with the history are
    /// touched.</summary>
    /// <param name="query">The query.</param>
    /// <param name="blend">What weighs attributes; null for nothing.</param>
    /// <param name="firstRow">The row of cold item 0.</param>
    public void Collect(RankQuery query, Blend? blend, int firstRow)
    {
        _found.Clear();
        if (query.Cold is not { Count: > 0 } cold || blend is not { AttributeWeight: > 0 }) return;

        if (_fits.Length < cold.Count) _fits = new float[cold.Count];
        foreach (var (attribute, weight) in blend.Attributes.Profile(query.History))
        {
            var share = weight * blend.Attributes.InverseFrequency(attribute);
            foreach (var item in cold.ItemsOf(attribute))
            {
                if (_fits[item] == 0) _found.Add((firstRow + item, 0));
                _fits[item] += share;
            }
        }

        var filter = new RowFilter(query.Exclude, query.Only);
        var kept = 0;
        for (var i = 0; i < _found.Count; i++)
        {
            var row = _found[i].Row;
            if (filter.Allows(row)) _found[kept++] = (row, blend.AttributeWeight * _fits[row - firstRow]);
            _fits[row - firstRow] = 0;
        }

        _found.RemoveRange(kept, _found.Count - kept);
    }

    /// <summary>Offers them to a list that has been offered all known items.</summary>
    /// <param name="network">The mean of the network's scores.</param>
    /// <param name="best">The list.</param>
    public void OfferTo(TopK best, float network)
    {
        if (_found.Count == 0) return;

        _found.RemoveAll(item => network + item.Fit <= best.Bound);
        _found.Sort(static (a, b) => a.Row.CompareTo(b.Row));
        foreach (var (row, fit) in _found)
        {
            var score = network + fit;
            best.Offer(row, float.IsNaN(score) ? throw NotANumber.OfItem(row, score) : score);
        }
    }
}
