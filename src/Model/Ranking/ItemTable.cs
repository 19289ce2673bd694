using System.Numerics.Tensors;

namespace S3Rec.Model.Ranking;

/// <summary>The item embeddings of a checkpoint by row: what histories are read from and single items are scored with. C width, V
/// items.</summary>
internal sealed class ItemTable
{
    /// <param name="rows">(V + 2, C); must not change afterwards.</param>
    /// <param name="width">C.</param>
    public ItemTable(float[] rows, int width)
    {
        (Rows, Width, ItemCount) = (rows, width, (rows.Length / width) - 2);
        Mean = new float[width];
        InverseLengths = new float[ItemCount + 2];
        for (var row = 0; row < FirstColdRow; row++) InverseLengths[row] = TensorPrimitives.Norm(Of(row)) is var length and > 0 ? 1 / length : 1;
        for (var row = 1; row <= ItemCount; row++) TensorPrimitives.MultiplyAdd(Of(row), 1f / ItemCount, Mean, Mean);
    }

    /// <summary>(V + 2, C).</summary>
    public float[] Rows { get; }

    /// <summary>C.</summary>
    public int Width { get; }

    /// <summary>V.</summary>
    public int ItemCount { get; }

    /// <summary>(C): the mean of the items' rows, which gives the mean of their scores.</summary>
    public float[] Mean { get; }

    /// <summary>(V + 2): 1 / |row|; 1 for a row of zeros, whose cosine with anything is 0.</summary>
    public float[] InverseLengths { get; }

    /// <summary>The row of the first cold item.</summary>
    public int FirstColdRow => ItemCount + 2;

    /// <summary>(C): the embedding that scores an item; the mean for a cold one.</summary>
    public ReadOnlySpan<float> Of(int row) => row < FirstColdRow ? Rows.AsSpan(row * Width, Width) : Mean;

    /// <summary>The network's score of one item, to the last bit what a pass over the packed table gives it: the same sum in the same
    /// order.</summary>
    public float Score(int row, ReadOnlySpan<float> hidden)
    {
        var item = Of(row);
        var score = 0f;
        for (var c = 0; c < item.Length; c++) score = MathF.FusedMultiplyAdd(item[c], hidden[c], score);
        return score;
    }

    /// <summary>Writes the embedding of a known item, brought to length 1.</summary>
    /// <param name="row">0 to V + 1.</param>
    /// <param name="target">(C) or longer; the rest becomes 0.</param>
    public void Normalise(int row, Span<float> target)
    {
        TensorPrimitives.Multiply(Of(row), InverseLengths[row], target);
        target[Width..].Clear();
    }
}
