using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;

namespace S3Rec.Model.Training;

/// <summary>Carries weights from one vocabulary to another.</summary>
internal static class WeightTransfer
{
    private const string ItemTable = "item_embeddings.weight";
    private const string AttributeTable = "attribute_embeddings.weight";

    /// <summary>Rows of items and attributes both vocabularies know are copied by id; padding, mask and all other weights as they
    /// are; a row the checkpoint does not know keeps its weights from <paramref name="fresh"/>.</summary>
    /// <param name="checkpoint">Where the weights come from.</param>
    /// <param name="vocabulary">Where they go.</param>
    /// <param name="fresh">Weights of the same network shape, in the rows of <paramref name="vocabulary"/>.</param>
    public static IReadOnlyDictionary<string, WeightTensor> Transfer(
        Checkpoint checkpoint, Vocabulary vocabulary, IReadOnlyDictionary<string, WeightTensor> fresh)
    {
        var source = checkpoint.Vocabulary;
        var items = vocabulary.Items.Select(source.RowOfItem).Prepend(Vocabulary.Padding).Append(source.MaskRow);
        var attributes = vocabulary.Attributes.Select(source.RowOfAttribute).Prepend(Vocabulary.Padding);
        return checkpoint.Weights.ToDictionary(static w => w.Key, w => w.Key switch
        {
            ItemTable => CopyRows(w.Value, fresh[ItemTable], [.. items]),
            AttributeTable => CopyRows(w.Value, fresh[AttributeTable], [.. attributes]),
            _ => w.Value,
        });
    }

    /// <param name="source">Rows to copy.</param>
    /// <param name="fresh">The result where there is nothing to copy.</param>
    /// <param name="sourceRows">For each row of the result, the source's; 0 for none, but for row 0 itself.</param>
    private static WeightTensor CopyRows(WeightTensor source, WeightTensor fresh, int[] sourceRows)
    {
        var width = (int)source.Shape[1];
        var values = fresh.Values.ToArray();
        for (var row = 0; row < sourceRows.Length; row++)
        {
            if (sourceRows[row] != Vocabulary.Padding || row == Vocabulary.Padding)
            {
                source.Values.AsSpan(sourceRows[row] * width, width).CopyTo(values.AsSpan(row * width));
            }
        }

        return new WeightTensor([sourceRows.Length, width], values);
    }
}
