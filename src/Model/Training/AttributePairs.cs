using S3Rec.Model.Data;
using S3Rec.Model.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Training;

// Shapes: V items, A attributes, N selected items, P (item, attribute) pairs.

/// <summary>Which attributes each item has, kept where the network computes, so that a step sends items only.</summary>
internal sealed class AttributePairs : IDisposable
{
    private readonly Tensor _counts;                                                                  // (V + 2)
    private readonly Tensor _starts;                                                                  // (V + 2)
    private readonly Tensor _attributes;                                                              // all pairs of the catalogue

    public AttributePairs(SequenceData data, Device device)
    {
        using var scope = NewDisposeScope();
        var counts = new long[data.Vocabulary.MaskRow + 1];
        var starts = new long[counts.Length];
        for (var item = 1; item < data.ItemAttributes.Length; item++)
        {
            counts[item] = data.ItemAttributes[item].Length;
            starts[item] = starts[item - 1] + counts[item - 1];
        }

        long[] attributes = [.. data.ItemAttributes.SelectMany(static a => a).Select(static a => (long)a)];
        _counts = tensor(counts, device: device).DetachFromDisposeScope();
        _starts = tensor(starts, device: device).DetachFromDisposeScope();
        _attributes = tensor(attributes, device: device).DetachFromDisposeScope();
    }

    /// <param name="items">Item rows, (N), int64.</param>
    /// <param name="pairCount">P, how many attributes they have together, which the host knows: to ask the device would be to wait
    /// for it.</param>
    /// <returns>For each pair the number of the item among <paramref name="items"/>, and the attribute's row: (P), int64.</returns>
    public (Tensor Positions, Tensor Attributes) Of(Tensor items, long pairCount)
    {
        var counts = _counts.index_select(0, items);                                                  // (N)
        var positions = Numbers.Order(items.shape[0], items.device).repeat_interleave(counts, output_size: pairCount); // (P)
        var before = counts.cumsum(0) - counts;                                                       // (N)
        var offset = (_starts.index_select(0, items) - before).index_select(0, positions);            // (P)
        return (positions, _attributes.index_select(0, offset.Plus(Numbers.Order(pairCount, items.device))));
    }

    public void Dispose()
    {
        _counts.Dispose();
        _starts.Dispose();
        _attributes.Dispose();
    }
}
