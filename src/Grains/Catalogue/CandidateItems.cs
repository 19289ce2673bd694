using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Catalogue;

/// <summary>The items that meet what a request demands of them, from the lists the catalogue keeps: no item is looked at that has
/// none of the attributes.</summary>
internal static class CandidateItems
{
    /// <summary>The items that may appear, ascending; null when nothing is demanded.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="allow">The only items that may, ascending, each once; null for all.</param>
    /// <param name="attributes">Attributes to have; null for no such condition. None of them in any is had by no item.</param>
    /// <param name="match">All of them or any.</param>
    public static int[]? Of(ICatalogue catalogue, int[]? allow, int[]? attributes, AttributeMatch match)
    {
        if (attributes is null)
            return allow;

        var having = match == AttributeMatch.All ? HavingAll(catalogue, attributes) : HavingAny(catalogue, attributes);
        return allow is null ? having : Both(allow, having);
    }

    /// <summary>The union of two ascending lists, each entry once.</summary>
    public static int[] Either(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var union = new int[a.Length + b.Length];
        var count = 0;
        while (a.Length > 0 || b.Length > 0)
        {
            var (takesA, takesB) = (b.Length == 0 || (a.Length > 0 && a[0] <= b[0]), a.Length == 0 || (b.Length > 0 && b[0] <= a[0]));
            union[count++] = takesA ? a[0] : b[0];
            if (takesA)
                a = a[1..];
            if (takesB)
                b = b[1..];
        }

        return count == union.Length ? union : union[..count];
    }

    private static int[] HavingAll(ICatalogue catalogue, int[] attributes)
    {
        var fewest = attributes.MinBy(attribute => catalogue.GetItemsWith(attribute).Length);
        var having = catalogue.GetItemsWith(fewest).ToArray();
        foreach (var attribute in attributes)
        {
            if (attribute != fewest)
                having = Both(having, catalogue.GetItemsWith(attribute));
        }

        return having;
    }

    private static int[] HavingAny(ICatalogue catalogue, int[] attributes)
    {
        int[] having = [];
        foreach (var attribute in attributes)
            having = having.Length == 0 ? catalogue.GetItemsWith(attribute).ToArray() : Either(having, catalogue.GetItemsWith(attribute));
        return having;
    }

    /// <summary>What two ascending lists have in common. Each entry of the shorter one is searched for in the longer.</summary>
    private static int[] Both(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var few = a.Length <= b.Length ? a : b;
        var many = a.Length <= b.Length ? b : a;
        var both = new int[few.Length];
        var count = 0;
        foreach (var item in few)
        {
            var place = many.BinarySearch(item);
            if (place >= 0)
                both[count++] = item;
            many = many[(place >= 0 ? place + 1 : ~place)..];
        }

        return both[..count];
    }
}
