namespace S3Rec.Model.Ranking;

/// <summary>The contract of a query, checked before anything is computed. Each method throws <see
/// cref="ArgumentException"/>.</summary>
internal static class QueryCheck
{
    public static void Check(RankQuery query, int itemCount)
    {
        CheckHistory(query.History, itemCount);
        CheckExclude(query.Exclude, itemCount);
        if (query.Count < 1)
            throw new ArgumentException($"A query asks for {query.Count} items. Ask for at least 1.");
    }

    public static void Check(TargetQuery query, int itemCount)
    {
        CheckHistory(query.History.Span, itemCount);
        CheckExclude(query.Exclude, itemCount);
        if (query.Target < 1 || query.Target > itemCount)
            throw new ArgumentException($"The target is row {query.Target}; items have the rows 1 to {itemCount}.");
        if (Array.BinarySearch(query.Exclude, query.Target) >= 0)
        {
            throw new ArgumentException(
                $"The target, row {query.Target}, is among the excluded rows: it would have no rank. Take it out of them.");
        }
    }

    /// <summary>How many items of the catalogue a checked list of excluded rows leaves.</summary>
    public static int Remaining(int[] exclude, int itemCount)
    {
        var remaining = itemCount;
        var last = 0; // padding is no item
        foreach (var row in exclude)
        {
            if (row > last && row <= itemCount) remaining--;
            last = row;
        }

        return remaining;
    }

    public static void CheckHistory(ReadOnlySpan<int> history, int itemCount)
    {
        if (history.IsEmpty)
            throw new ArgumentException("A history is empty: the encoder needs at least one item. Serve popular items instead.");

        var wrong = history.IndexOfAnyExceptInRange(1, itemCount);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"A history holds row {history[wrong]} at index {wrong}; items have the rows 1 to {itemCount}. " +
                "Leave out what the model does not know.");
        }
    }

    private static void CheckExclude(int[] exclude, int itemCount)
    {
        for (var i = 0; i < exclude.Length; i++)
        {
            if (exclude[i] < 0 || exclude[i] > itemCount + 1)
            {
                throw new ArgumentException(
                    $"The excluded rows hold {exclude[i]} at index {i}; the rows of this model are 0 to {itemCount + 1}.");
            }

            if (i > 0 && exclude[i] < exclude[i - 1])
            {
                throw new ArgumentException(
                    $"The excluded rows are not in ascending order: {exclude[i]} follows {exclude[i - 1]} at index {i}. " +
                    "Sort them.");
            }
        }
    }
}
