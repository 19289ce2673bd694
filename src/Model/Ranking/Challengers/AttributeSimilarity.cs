namespace S3Rec.Model.Ranking.Challengers;

/// <summary>
/// How well an item's attributes fit those of the history's last items: the cosine of IDF-weighted attributes, less the division by the
/// item's own length, so that of two items the one that shares more attributes comes first. With x(i) the item's attributes weighted by
/// idf(a) = ln(V / items that have a) / ln V, in [0, 1], and p = Σ 0.6^k·x(h(k)) / |x(h(k))| over the last five items of the history, h(0)
/// being the latest, the score is p·x(i) / |p|, from 0 to √(attributes of the item). An item without attributes has 0.
/// </summary>
/// <remarks>The whole cosine, divided by |x(i)| as well, needs another weight beside transitions on each data set tried; this form does
/// not. See docs/adr/0010-blend.md.</remarks>
public sealed class AttributeSimilarity : IHistoryScorer
{
    private readonly int[][] _attributesOfItem;
    private readonly float[] _idf; // (A + 1)
    private readonly float[] _lengths; // (V + 1): |x(i)|
    private readonly SparseRows _itemsOfAttribute; // (A + 1, V + 1): idf(a)

    /// <summary>Weighs attributes by how rare they are.</summary>
    /// <param name="attributesOfItem">Attribute rows, 1 to A, ascending, by item row; index 0 (padding) is empty. Length V + 1. Must not
    /// change afterwards.</param>
    /// <param name="attributeCount">A.</param>
    public AttributeSimilarity(int[][] attributesOfItem, int attributeCount)
    {
        _attributesOfItem = attributesOfItem;
        _idf = InverseFrequencies(attributesOfItem, attributeCount);
        _lengths = Array.ConvertAll(attributesOfItem, attributes => Length(attributes));

        int[] starts = [0, .. attributesOfItem.Select(static attributes => attributes.Length)];
        for (var row = 1; row < starts.Length; row++) starts[row] = checked(starts[row] + starts[row - 1]);
        int[] columns = [.. attributesOfItem.SelectMany(static attributes => attributes)];
        _itemsOfAttribute = new SparseRows(starts, columns, Array.ConvertAll(columns, a => _idf[a])).Transposed(attributeCount + 1);
    }

    /// <inheritdoc/>
    public int ItemCount => _attributesOfItem.Length - 1;

    /// <summary>A.</summary>
    public int AttributeCount => _idf.Length - 1;

    /// <summary>Whether any item has an attribute that others have not.</summary>
    public bool IsInformative => _lengths.AsSpan().IndexOfAnyExcept(0f) >= 0;

    /// <summary>Attribute rows by item row.</summary>
    internal IReadOnlyList<int[]> AttributesOfItem => _attributesOfItem;

    /// <summary>idf(a), 0 to 1: 0 for an attribute that all items have, or none.</summary>
    internal float InverseFrequency(int attribute) => _idf[attribute];

    /// <summary>The known items that have an attribute, by ascending row.</summary>
    internal ReadOnlySpan<int> ItemsOf(int attribute) => _itemsOfAttribute.ColumnsOf(attribute);

    /// <summary>The attributes of an item that may be cold, in which case it is one of <paramref name="cold"/>.</summary>
    internal int[] AttributesOf(int row, ColdItems? cold) => row <= ItemCount ? _attributesOfItem[row] : cold!.AttributesOf(row - ItemCount - 2);

    /// <summary>The cosine of two items' weighted attributes, 0 to 1; both ascending.</summary>
    internal float Cosine(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var product = 0f;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            if (a[i] == b[j]) product += _idf[a[i]] * _idf[a[i]];
            if (a[i] <= b[j]) i++;
            else j++;
        }

        return product > 0 ? product / (Length(a) * Length(b)) : 0; // a length of 0 is no division by 0
    }

    /// <summary>The attributes that two items share and that tell items apart, the rarest first, equally rare ones by row.</summary>
    internal int[] Shared(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        List<int>? shared = null;
        foreach (var attribute in a)
        {
            if (_idf[attribute] > 0 && b.BinarySearch(attribute) >= 0) (shared ??= []).Add(attribute);
        }

        return shared is null ? [] : [.. shared.OrderByDescending(attribute => _idf[attribute])]; // stable
    }

    /// <summary>The score of an item that is in no vocabulary, by its attributes alone.</summary>
    /// <param name="history">Item rows, 1 to V, oldest first.</param>
    /// <param name="attributes">The item's attribute rows, 1 to A, each once; what the vocabulary does not know is left out.</param>
    public float Score(ReadOnlySpan<int> history, ReadOnlySpan<int> attributes)
    {
        var profile = Profile(history);
        var score = 0f;
        foreach (var (attribute, weight) in profile)
        {
            if (attributes.Contains(attribute)) score += weight * _idf[attribute];
        }

        return score;
    }

    /// <inheritdoc/>
    void IHistoryScorer.Collect(ReadOnlySpan<int> history, float weight, SparseTerms terms)
    {
        foreach (var (attribute, share) in Profile(history)) terms.Add(_itemsOfAttribute, attribute, weight * share);
    }

    /// <summary>p / |p|, by ascending attribute.</summary>
    internal List<(int Attribute, float Weight)> Profile(ReadOnlySpan<int> history)
    {
        var parts = new List<(int Attribute, float Weight)>();
        var decayed = 1f;
        for (var k = 1; k <= Math.Min(HistoryTail.Length, history.Length); k++, decayed *= HistoryTail.Decay)
        {
            var item = history[^k];
            foreach (var attribute in _attributesOfItem[item])
            {
                if (_idf[attribute] > 0) parts.Add((attribute, decayed * _idf[attribute] / _lengths[item]));
            }
        }

        // By weight as well: the order of a sum decides its last bit, and sorting is not stable.
        parts.Sort();
        var merged = Merged(parts);
        var length = MathF.Sqrt(merged.Sum(static part => part.Weight * part.Weight));
        return merged.ConvertAll(part => (part.Attribute, part.Weight / length));
    }

    private static List<(int Attribute, float Weight)> Merged(List<(int Attribute, float Weight)> parts)
    {
        var merged = new List<(int Attribute, float Weight)>(parts.Count);
        foreach (var part in parts)
        {
            if (merged.Count > 0 && merged[^1].Attribute == part.Attribute)
                merged[^1] = (part.Attribute, merged[^1].Weight + part.Weight);
            else
                merged.Add(part);
        }

        return merged;
    }

    /// <summary>|x|: the length of weighted attributes.</summary>
    internal float Length(ReadOnlySpan<int> attributes)
    {
        var squares = 0f;
        foreach (var attribute in attributes) squares += _idf[attribute] * _idf[attribute];
        return MathF.Sqrt(squares);
    }

    private static float[] InverseFrequencies(int[][] attributesOfItem, int attributeCount)
    {
        var items = new int[attributeCount + 1];
        foreach (var attribute in attributesOfItem.SelectMany(static attributes => attributes)) items[attribute]++;

        var itemCount = attributesOfItem.Length - 1;
        return Array.ConvertAll(items, n => n == 0 || itemCount < 2 ? 0 : (float)(Math.Log((double)itemCount / n) / Math.Log(itemCount)));
    }
}
