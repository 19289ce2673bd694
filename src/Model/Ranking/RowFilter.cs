namespace S3Rec.Model.Ranking;

/// <summary>Which rows may appear in a list.</summary>
/// <param name="exclude">Rows that must not, ascending.</param>
/// <param name="only">Rows that alone may, ascending, each once; null for all.</param>
internal readonly struct RowFilter(int[] exclude, int[]? only)
{
    public bool Allows(int row) => Array.BinarySearch(exclude, row) < 0 && (only is null || Array.BinarySearch(only, row) >= 0);

    /// <summary>How many of the rows 1 to V may appear.</summary>
    public int CountKnown(int itemCount)
    {
        var count = only is null ? itemCount : Between(only, 1, itemCount);
        var last = 0; // padding is no item
        foreach (var row in exclude)
        {
            if (row > itemCount) break;
            if (row > last && (only is null || Array.BinarySearch(only, row) >= 0)) count--;
            last = row;
        }

        return count;
    }

    private static int Between(int[] rows, int first, int last)
    {
        var count = 0;
        foreach (var row in rows) count += row >= first && row <= last ? 1 : 0;
        return count;
    }
}
