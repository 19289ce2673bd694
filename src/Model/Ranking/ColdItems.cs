namespace S3Rec.Model.Ranking;

/// <summary>
/// Items of the catalogue that the model has no row for, with what is known of them: attributes. In queries and lists item i (from 0) is
/// row V + 2 + i. Immutable: all rankers share one. Made again when the catalogue changes, in time linear in the attributes given: about
/// 1 ms for 10,000 items.
/// </summary>
/// <remarks>
/// A cold item scores the mean of the network's scores over the items it knows, for it knows nothing of this one, plus μ times the fit of
/// its attributes to the history (<see cref="Challengers.AttributeSimilarity"/>). It takes part in a list only where that fit is above 0:
/// without a blend, with μ = 0, or sharing no attribute that tells items apart with the history's last items, nothing speaks for it, and it
/// must not fill lists.
/// </remarks>
public sealed class ColdItems
{
    private readonly int[][] _attributes;
    private readonly int[] _starts; // (A + 2): attribute a has the items from _starts[a] to _starts[a + 1]
    private readonly int[] _items;

    /// <param name="attributes">For each item its attribute rows in the model's vocabulary, 1 to A, ascending, each once. Must not change
    /// afterwards.</param>
    /// <param name="attributeCount">A.</param>
    /// <exception cref="ArgumentException">An item's attributes are out of range or out of order.</exception>
    public ColdItems(int[][] attributes, int attributeCount)
    {
        (_attributes, AttributeCount) = (attributes, attributeCount);
        _starts = new int[attributeCount + 2];
        for (var item = 0; item < attributes.Length; item++)
        {
            Check(item, attributes[item]);
            foreach (var attribute in attributes[item]) _starts[attribute + 1]++;
        }

        for (var attribute = 0; attribute <= attributeCount; attribute++) _starts[attribute + 1] += _starts[attribute];

        _items = new int[_starts[^1]];
        var next = _starts[..^1];
        for (var item = 0; item < attributes.Length; item++)
        {
            foreach (var attribute in attributes[item]) _items[next[attribute]++] = item;
        }
    }

    /// <summary>Items.</summary>
    public int Count => _attributes.Length;

    /// <summary>A: attribute rows are 1 to A.</summary>
    public int AttributeCount { get; }

    /// <summary>The attribute rows of item i, ascending.</summary>
    internal int[] AttributesOf(int item) => _attributes[item];

    /// <summary>The items that have an attribute, ascending.</summary>
    internal ReadOnlySpan<int> ItemsOf(int attribute) => _items.AsSpan(_starts[attribute].._starts[attribute + 1]);

    private void Check(int item, int[] attributes)
    {
        var last = 0;
        foreach (var attribute in attributes)
        {
            if (attribute <= last || attribute > AttributeCount)
            {
                throw new ArgumentException(
                    $"Cold item {item} has attribute row {attribute} after {last}; rows go from 1 to {AttributeCount}, ascending, each once. "
                    + "Leave out what the model does not know, and sort them.", nameof(attributes));
            }

            last = attribute;
        }
    }
}
