namespace S3Rec.Model.Ranking.Challengers;

/// <summary>A sparse matrix by rows: row r has the columns from <c>Starts[r]</c> to <c>Starts[r + 1]</c>, ascending and each once, and
/// their values.</summary>
internal sealed record SparseRows(int[] Starts, int[] Columns, float[] Values)
{
    /// <summary>Rows.</summary>
    public int Count => Starts.Length - 1;

    /// <summary>The columns of a row.</summary>
    public ReadOnlySpan<int> ColumnsOf(int row) => Columns.AsSpan(Starts[row]..Starts[row + 1]);

    /// <summary>The values of a row, in the order of its columns.</summary>
    public ReadOnlySpan<float> ValuesOf(int row) => Values.AsSpan(Starts[row]..Starts[row + 1]);

    /// <summary>Columns become rows.</summary>
    /// <param name="columnCount">Rows of the result.</param>
    public SparseRows Transposed(int columnCount)
    {
        var starts = new int[columnCount + 1];
        foreach (var column in Columns) starts[column + 1]++;
        for (var column = 0; column < columnCount; column++) starts[column + 1] += starts[column];

        var next = starts[..^1];
        var (columns, values) = (new int[Columns.Length], new float[Values.Length]);
        for (var row = 0; row < Count; row++)
        {
            for (var i = Starts[row]; i < Starts[row + 1]; i++)
            {
                var place = next[Columns[i]]++;
                (columns[place], values[place]) = (row, Values[i]);
            }
        }

        return new SparseRows(starts, columns, values);
    }
}
