using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>The cold items that qualify for one query, by ascending score until they are offered. Not thread-safe; reused from query to
/// query.</summary>
internal sealed class ColdCandidates
{
    /// <summary>Candidates whose memory is kept for the next query; a catalogue may for a while hold many more items than the model
    /// knows, and there is one of these for each query of a batch.</summary>
    private const int KeptMax = 4096;

    private readonly List<(int Row, float Fit)> _found = [];

    /// <summary>How many there are.</summary>
    public int Count => _found.Count;

    /// <summary>Replaces the candidates by those of a query: only the items that share an attribute with the history are
    /// touched.</summary>
    /// <param name="history">Item rows, 1 to V, oldest first.</param>
    /// <param name="items">The cold items; null for none.</param>
    /// <param name="filter">Which may appear.</param>
    /// <param name="blend">What weighs attributes; null for nothing.</param>
    /// <param name="firstRow">The row of cold item 0.</param>
    /// <param name="fits">Memory that queries share, grown as needed: zeros before and after.</param>
    public void Collect(
        ReadOnlySpan<int> history, ColdItems? items, RowFilter filter, Blend? blend, int firstRow, ref float[] fits)
    {
        _found.Clear();
        if (_found.Capacity > KeptMax) _found.Capacity = 0;
        if (items is not { Count: > 0 } cold || blend is not { AttributeWeight: > 0 }) return;

        if (fits.Length < cold.Count) fits = new float[cold.Count];
        foreach (var (attribute, weight) in blend.Attributes.Profile(history))
        {
            var share = weight * blend.Attributes.InverseFrequency(attribute);
            foreach (var item in cold.ItemsOf(attribute))
            {
                if (fits[item] == 0) _found.Add((firstRow + item, 0));
                fits[item] += share;
            }
        }

        var kept = 0;
        for (var i = 0; i < _found.Count; i++)
        {
            var row = _found[i].Row;
            if (filter.Allows(row)) _found[kept++] = (row, blend.AttributeWeight * fits[row - firstRow]);
            fits[row - firstRow] = 0;
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
            best.Offer(row, Score(row, network, fit));
        }
    }

    /// <summary>The score of a row; null where it is no candidate.</summary>
    /// <param name="row">Of a cold item.</param>
    /// <param name="network">The mean of the network's scores.</param>
    public float? ScoreOf(int row, float network)
    {
        var at = _found.FindIndex(item => item.Row == row);
        return at < 0 ? null : Score(row, network, _found[at].Fit);
    }

    /// <summary>How many score at least as much as <paramref name="bound"/>.</summary>
    /// <param name="network">The mean of the network's scores.</param>
    /// <param name="bound">A score.</param>
    public int CountAtLeast(float network, float bound)
    {
        var count = 0;
        foreach (var (row, fit) in _found) count += Score(row, network, fit) >= bound ? 1 : 0;
        return count;
    }

    private static float Score(int row, float network, float fit)
    {
        var score = network + fit;
        return float.IsNaN(score) ? throw NotANumber.OfItem(row, score) : score;
    }
}
