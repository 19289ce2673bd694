using S3Rec.Model.Checkpoints;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>
/// The encoder and the item table of one checkpoint, packed for <see cref="CpuRanker"/>. Immutable: one instance serves any
/// number of rankers on any number of threads. Holds the item table twice, by row (the caller's array) for reading histories and
/// packed for scoring.
/// </summary>
/// <remarks>C width, H heads, D = C/H and its padded size Dp, L longest history, V items.</remarks>
public sealed class CpuRankerWeights
{
    private readonly IReadOnlyDictionary<string, WeightTensor> _parameters;

    /// <summary>Checks and packs the parameters of an encoder; others (the pretraining heads) are not read.</summary>
    /// <param name="options">The shape of the network.</param>
    /// <param name="parameters">Parameters by their names in the original implementation. The arrays must not change
    /// afterwards.</param>
    /// <exception cref="InvalidDataException">A parameter is missing, has another shape, or holds a value that is not
    /// finite.</exception>
    public CpuRankerWeights(NetworkOptions options, IReadOnlyDictionary<string, WeightTensor> parameters)
        : this(options, parameters, Ranking.Lanes.Widest)
    {
    }

    /// <summary>Packs a checkpoint, its blend included: what serves, and what is evaluated.</summary>
    /// <exception cref="InvalidDataException">A parameter is missing, has another shape, or holds a value that is not finite.</exception>
    public static CpuRankerWeights Of(Checkpoint checkpoint) =>
        new CpuRankerWeights(checkpoint.Network, checkpoint.Weights).With(checkpoint.Blend);

    /// <summary>The same network with another blend; nothing is packed again.</summary>
    /// <exception cref="ArgumentException">The blend is of another catalogue.</exception>
    public CpuRankerWeights With(Blend? blend)
    {
        if (blend is not null && blend.ItemCount != ItemCount)
            throw new ArgumentException($"The blend is of {blend.ItemCount} items, the network of {ItemCount}. Take both from the same data.");

        var blended = (CpuRankerWeights)MemberwiseClone();
        blended.Blend = blend;
        return blended;
    }

    internal CpuRankerWeights(NetworkOptions options, IReadOnlyDictionary<string, WeightTensor> parameters, int lanes)
    {
        _parameters = parameters;
        Options = options;
        Lanes = lanes;
        HeadWidth = Ranking.Lanes.RoundUp(options.Hidden / options.Heads, lanes);

        ItemCount = checked((int)RowsOf("item_embeddings.weight") - 2); // padding and mask are rows, not items
        Table = new ItemTable(Read("item_embeddings.weight", ItemCount + 2, options.Hidden), options.Hidden);
        PositionRows = Read("position_embeddings.weight", options.MaxLength, options.Hidden);
        EmbeddingNorm = ReadNorm("LayerNorm");
        Layers = [.. Enumerable.Range(0, options.Layers).Select(ReadLayer)];

        var width = options.Hidden;
        Items = new PackedMatrix(
            lanes, width, ItemCount + 2,
            weight: (row, c) => Table.Rows[(row * width) + c],
            bias: row => row >= 1 && row <= ItemCount ? 0 : float.NegativeInfinity, // what is not an item never ranks
            padding: float.NegativeInfinity);
    }

    /// <summary>V, the items that can be ranked: rows 1 to V.</summary>
    public int ItemCount { get; }

    /// <summary>What is added to the network's scores; null for nothing.</summary>
    public Blend? Blend { get; private set; }

    /// <summary>The shape of the network.</summary>
    public NetworkOptions Options { get; }

    /// <summary>Floats in a register: 4, 8 or 16.</summary>
    internal int Lanes { get; }

    /// <summary>Dp: D rounded up to whole registers. Padding is zero in queries, keys and values, so it changes no sum.</summary>
    internal int HeadWidth { get; }

    /// <summary>(V + 2, C), as in the checkpoint.</summary>
    internal ItemTable Table { get; }

    /// <summary>(L, C), as in the checkpoint.</summary>
    internal float[] PositionRows { get; }

    /// <summary>C → V + 2. The score of an item is its row of the table times the hidden state.</summary>
    internal PackedMatrix Items { get; }

    internal Norm EmbeddingNorm { get; }

    internal IReadOnlyList<Layer> Layers { get; }

    private Layer ReadLayer(int index)
    {
        var (width, heads, padded) = (Options.Hidden, Options.Heads, HeadWidth);
        var head = width / heads;
        var name = $"item_encoder.layer.{index}.";
        var (query, queryBias) = ReadDense(name + "attention.query", width, width);
        var (key, keyBias) = ReadDense(name + "attention.key", width, width);
        var (value, valueBias) = ReadDense(name + "attention.value", width, width);
        var (output, outputBias) = ReadDense(name + "attention.dense", width, width);

        // The padded column j of a head is its column j, or nothing: (H, Dp) → (H, D).
        int? Column(int j) => j % padded < head ? (j / padded * head) + (j % padded) : null;
        float At(float[] w, int o, int i) => w[(o * width) + i];

        var columns = heads * padded;
        return new Layer(
            Query: new PackedMatrix(
                Lanes, width, columns,
                (o, i) => Column(o) is { } c ? At(query, c, i) : 0,
                o => Column(o) is { } c ? queryBias[c] : 0),
            KeyValue: new PackedMatrix(
                Lanes, width, 2 * columns,
                (o, i) => Column(o % columns) is { } c ? At(o < columns ? key : value, c, i) : 0,
                o => Column(o % columns) is { } c ? (o < columns ? keyBias : valueBias)[c] : 0),
            Output: new PackedMatrix(
                Lanes, columns, width,
                (o, i) => Column(i) is { } c ? At(output, o, c) : 0,
                o => outputBias[o]),
            AttentionNorm: ReadNorm(name + "attention.LayerNorm"),
            Widen: PackDense(name + "intermediate.dense_1", width, 4 * width),
            Narrow: PackDense(name + "intermediate.dense_2", 4 * width, width),
            FeedForwardNorm: ReadNorm(name + "intermediate.LayerNorm"));
    }

    private PackedMatrix PackDense(string name, int inputs, int outputs)
    {
        var (weight, bias) = ReadDense(name, inputs, outputs);
        return new PackedMatrix(Lanes, inputs, outputs, (o, i) => weight[(o * inputs) + i], o => bias[o]);
    }

    private (float[] Weight, float[] Bias) ReadDense(string name, int inputs, int outputs)
        => (Read(name + ".weight", outputs, inputs), Read(name + ".bias", outputs));

    private Norm ReadNorm(string name)
    {
        var width = Options.Hidden;
        var padded = Ranking.Lanes.RoundUp(width, 2 * Lanes);
        var norm = new Norm(new AlignedFloats(padded), new AlignedFloats(padded));
        Read(name + ".weight", width).CopyTo(norm.Weight.Span);
        Read(name + ".bias", width).CopyTo(norm.Bias.Span);
        return norm;
    }

    private long RowsOf(string name)
        => Find(name).Shape is [var rows and >= 3, _] ? rows : throw new InvalidDataException(
            $"The parameter '{name}' has the shape {Text(Find(name).Shape)}, " +
            $"not (items + 2, {Options.Hidden}) with at least one item.");

    private WeightTensor Find(string name)
        => _parameters.TryGetValue(name, out var tensor) ? tensor : throw new InvalidDataException(
            $"The parameter '{name}' is missing: the checkpoint is of another kind of network, or of one with fewer than " +
            $"{Options.Layers} layers.");

    private float[] Read(string name, params long[] shape)
    {
        var tensor = Find(name);
        if (!tensor.Shape.AsSpan().SequenceEqual(shape) || tensor.Values.Length != shape.Aggregate(1L, (a, b) => a * b))
        {
            throw new InvalidDataException(
                $"The parameter '{name}' has the shape {Text(tensor.Shape)} and {tensor.Values.Length} values, where hidden " +
                $"{Options.Hidden}, layers {Options.Layers} and length {Options.MaxLength} ask for {Text(shape)}. " +
                "Load it with the options it was trained with.");
        }

        var wrong = tensor.Values.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (wrong >= 0)
        {
            throw new InvalidDataException(
                $"The parameter '{name}' holds {tensor.Values[wrong]} at index {wrong}: " +
                "the model was broken when it was saved. Use another.");
        }

        return tensor.Values;
    }

    private static string Text(long[] shape) => $"({string.Join(", ", shape)})";

    /// <summary>One transformer layer.</summary>
    /// <param name="Query">C → H · Dp.</param>
    /// <param name="KeyValue">C → 2 · H · Dp, keys before values.</param>
    /// <param name="Output">H · Dp → C.</param>
    /// <param name="AttentionNorm">After the attention and its residual.</param>
    /// <param name="Widen">C → 4C, before GELU.</param>
    /// <param name="Narrow">4C → C, after it.</param>
    /// <param name="FeedForwardNorm">After the feed-forward part and its residual.</param>
    internal sealed record Layer(
        PackedMatrix Query, PackedMatrix KeyValue, PackedMatrix Output, Norm AttentionNorm,
        PackedMatrix Widen, PackedMatrix Narrow, Norm FeedForwardNorm);

    /// <summary>Scale and shift of a LayerNorm, (C) padded with zeros, so that padding stays zero through it.</summary>
    internal sealed record Norm(AlignedFloats Weight, AlignedFloats Bias);
}
