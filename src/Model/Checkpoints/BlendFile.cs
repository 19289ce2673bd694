using S3Rec.Model.Data;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Checkpoints;

/// <summary>
/// The statistics of a blend as safetensors: transitions as `transitions.counts` (V + 1), `transitions.items` (N) and
/// `transitions.similarities` (N), the items near each item row in ascending order; attributes as `attributes.counts` (V + 1) and
/// `attributes.rows` (M). Whole numbers are float32, which holds them exactly up to <see cref="RowsMax"/>.
/// </summary>
internal static class BlendFile
{
    /// <summary>The largest row or count that is written.</summary>
    public const int RowsMax = 1 << 24;

    private const string TransitionCounts = "transitions.counts";
    private const string TransitionItems = "transitions.items";
    private const string TransitionValues = "transitions.similarities";
    private const string AttributeCounts = "attributes.counts";
    private const string AttributeRows = "attributes.rows";

    /// <exception cref="CheckpointFormatException">The blend is of other rows than the vocabulary, or too large to write.</exception>
    public static void VerifyFits(string source, Blend blend, Vocabulary vocabulary)
    {
        if (blend.ItemCount != vocabulary.ItemCount || blend.Attributes.AttributeCount != vocabulary.AttributeCount)
        {
            throw new CheckpointFormatException(
                $"{source}: the blend is of {blend.ItemCount} items and {blend.Attributes.AttributeCount} attributes, the vocabulary of "
                + $"{vocabulary.ItemCount} and {vocabulary.AttributeCount}. This is an error in the caller.");
        }

        if (vocabulary.ItemCount >= RowsMax || vocabulary.AttributeCount >= RowsMax)
            throw new CheckpointFormatException($"{source}: a blend is stored for fewer than {RowsMax} items and attributes. Switch it off.");
    }

    public static void Write(Stream stream, Blend blend)
    {
        var similarities = blend.Transitions.Similarities;
        var attributes = blend.Attributes.AttributesOfItem;
        var tensors = new Dictionary<string, WeightTensor>
        {
            [TransitionCounts] = Whole(Enumerable.Range(0, similarities.Count).Select(row => similarities.ColumnsOf(row).Length)),
            [TransitionItems] = Whole(similarities.Columns),
            [TransitionValues] = new([similarities.Values.Length], similarities.Values),
            [AttributeCounts] = Whole(attributes.Select(static rows => rows.Length)),
            [AttributeRows] = Whole(attributes.SelectMany(static rows => rows)),
        };
        Safetensors.Write(stream, tensors, new Dictionary<string, string> { ["format"] = "pt" });
    }

    /// <exception cref="CheckpointFormatException">A tensor is missing, of another length, or holds what cannot be.</exception>
    public static Blend Read(Stream stream, string source, ManifestBlend weights, Vocabulary vocabulary)
    {
        var tensors = Safetensors.Read(stream, source);
        var itemRows = vocabulary.ItemCount + 1;
        var near = Lists(source, tensors, TransitionCounts, TransitionItems, itemRows, vocabulary.ItemCount);
        var similarities = Tensor(source, tensors, TransitionValues, near.Sum(static n => n.Length));
        Finite.Verify(source, TransitionValues, new WeightTensor([similarities.Length], similarities));
        var attributes = Lists(source, tensors, AttributeCounts, AttributeRows, itemRows, vocabulary.AttributeCount);

        var starts = new int[itemRows + 1];
        for (var row = 0; row < itemRows; row++) starts[row + 1] = starts[row] + near[row].Length;
        try
        {
            return new Blend(
                weights.TransitionWeight, weights.AttributeWeight,
                ItemTransitions.Of(new SparseRows(starts, [.. near.SelectMany(static n => n)], similarities)),
                new AttributeSimilarity(attributes, vocabulary.AttributeCount));
        }
        catch (ArgumentException e)
        {
            throw new CheckpointFormatException($"{source}: {e.Message} Take another checkpoint.", e);
        }
    }

    /// <summary>Ascending rows from 1 to <paramref name="rowMax"/> for each item row.</summary>
    private static int[][] Lists(
        string source, Dictionary<string, WeightTensor> tensors, string countsName, string rowsName, int listCount, int rowMax)
    {
        var counts = Array.ConvertAll(Tensor(source, tensors, countsName, listCount), n => Number(source, countsName, n, 0, rowMax));
        var total = counts.Sum(static n => (long)n);
        var rows = Tensor(source, tensors, rowsName, total);
        var lists = new int[listCount][];
        var next = 0;
        for (var list = 0; list < listCount; list++)
        {
            var least = 1;
            lists[list] = new int[counts[list]];
            for (var i = 0; i < counts[list]; i++)
            {
                lists[list][i] = Number(source, rowsName, rows[next++], least, rowMax);
                least = lists[list][i] + 1;
            }
        }

        return lists;
    }

    private static float[] Tensor(string source, Dictionary<string, WeightTensor> tensors, string name, long length)
    {
        if (!tensors.TryGetValue(name, out var tensor) || tensor.Values.Length != length)
        {
            throw new CheckpointFormatException(
                $"{source}: the tensor '{name}' has {tensor?.Values.Length ?? 0} values; {length} are needed. Take another checkpoint.");
        }

        return tensor.Values;
    }

    private static int Number(string source, string name, float value, int least, int most)
    {
        var number = (int)value;
        return number == value && number >= least && number <= most ? number : throw new CheckpointFormatException(
            $"{source}: the tensor '{name}' holds {value} where a whole number from {least} to {most} must stand. Take another checkpoint.");
    }

    private static WeightTensor Whole(IEnumerable<int> numbers)
    {
        float[] values = [.. numbers.Select(static n => (float)n)];
        return new WeightTensor([values.Length], values);
    }
}
