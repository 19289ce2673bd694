namespace S3Rec.Model.Ranking;

/// <summary>The errors of a model that computes something that is not a number.</summary>
internal static class NotANumber
{
    public static NotFiniteNumberException InRows(int firstRow, int count) => new(
        $"An item among the rows {firstRow} to {firstRow + count - 1} scores NaN: the model's weights are too large to compute with. Use another checkpoint.");

    public static NotFiniteNumberException Missing(int count) => new(
        $"{count} items of the list score −∞: the model's weights are too large to compute with. Use another checkpoint.");

    public static NotFiniteNumberException OfItem(int row, float score) => new(
        $"The item in row {row} scores {score}: the model's weights are too large to compute with. Use another checkpoint.");
}
