namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// Draws weighted items without putting back. First by rejection, which is fast where few items are refused; a user to whom most
/// of the weight is refused gets the rest by Efraimidis and Spirakis (2006), which draws from the same distribution in one pass
/// over the catalogue and always ends.
/// </summary>
internal sealed class NegativeDraw
{
    /// <summary>Draws per negative before the pass over the catalogue takes over.</summary>
    private const int DrawsPerNegativeMax = 20;

    private readonly Random _random;
    private readonly int _count;

    /// <summary>Interactions up to and with an item, by item row; null when each item is alike.</summary>
    private readonly long[]? _upTo;

    private readonly int _itemCount;

    public NegativeDraw(SequenceData data, NegativesOptions options)
    {
        (_random, _count, _itemCount) = (new Random(options.Seed), options.Count, data.Vocabulary.ItemCount);
        if (options.By == NegativesBy.Uniform)
            return;

        _upTo = new long[_itemCount + 1];
        foreach (var row in data.Sequences.SelectMany(static items => items))
            _upTo[row]++;
        for (var row = 1; row <= _itemCount; row++)
            _upTo[row] += _upTo[row - 1];
    }

    /// <param name="refused">Rows that are not drawn; grows by the rows that are.</param>
    public int[] Next(HashSet<int> refused)
    {
        var drawn = new List<int>(_count);
        for (var draws = 0; drawn.Count < _count && draws < _count * (long)DrawsPerNegativeMax; draws++)
        {
            var row = Row();
            if (refused.Add(row))
                drawn.Add(row);
        }

        if (drawn.Count < _count)
            drawn.AddRange(Rest(refused, _count - drawn.Count));
        return [.. drawn];
    }

    private int Row()
    {
        if (_upTo is null)
            return _random.Next(_itemCount) + 1;

        // The first row with more interactions up to it than the one drawn, counted from 0.
        var place = Array.BinarySearch(_upTo, _random.NextInt64(_upTo[^1]) + 1);
        return place >= 0 ? FirstOf(place) : ~place;
    }

    /// <summary>Rows without interactions repeat the sum before them.</summary>
    private int FirstOf(int place)
    {
        while (_upTo![place - 1] == _upTo[place])
            place--;
        return place;
    }

    /// <summary>The smallest of exponential times with the items' weights as rates.</summary>
    private IEnumerable<int> Rest(HashSet<int> refused, int count) => Enumerable.Range(1, _itemCount)
        .Where(row => !refused.Contains(row))
        .Select(row => (Row: row, Time: -Math.Log(1 - _random.NextDouble()) / Weight(row)))
        .OrderBy(static item => item.Time)
        .Take(count)
        .Select(static item => item.Row);

    private double Weight(int row) => _upTo is null ? 1 : _upTo[row] - _upTo[row - 1];
}
