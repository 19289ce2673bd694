using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace S3Rec.Model.Network;

// Shapes: B sequences, T items in each, Q ≤ T positions that attend, C width, H heads, L longest sequence, V items, A attributes,
// N selected positions.

/// <summary>
/// S3-Rec (Zhou et al., CIKM 2020): a SASRec encoder and the four projections its pretraining objectives use. Post-LayerNorm,
/// GELU by erf, learned positions aligned to the right, item embeddings tied to the output. Parameters carry the names of the
/// published implementation, so its checkpoints load as they are.
/// </summary>
/// <remarks>Not thread-safe. Whoever creates it disposes it.</remarks>
public sealed class S3RecNetwork : IDisposable
{
    private readonly NetworkOptions _options;
    private readonly S3RecNetwork? _valuesOf;
    private readonly SortedDictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    private readonly Dropout _dropout;
    private readonly List<(Tensor Items, Tensor Embedded)> _lookedUp = [];
    private readonly Norm _embeddingNorm;
    private readonly EncoderLayer[] _layers;
    private readonly Projection _aap;
    private readonly Projection _mip;
    private readonly Projection _map;
    private readonly Projection _sp;

    /// <summary>Creates a network with random weights: N(0, 0.02²) for matrices, as published, from torch's seed.</summary>
    /// <param name="options">The shape.</param>
    /// <param name="itemCount">V; the item table gets V + 2 rows, for padding and the mask.</param>
    /// <param name="attributeCount">A; the attribute table gets A + 1 rows, the first unused.</param>
    /// <param name="device">Where the parameters live; the CPU when absent.</param>
    public S3RecNetwork(NetworkOptions options, int itemCount, int attributeCount, Device? device = null)
        : this(options, itemCount, attributeCount, device ?? CPU, valuesOf: null)
    {
    }

    private S3RecNetwork(NetworkOptions options, int itemCount, int attributeCount, Device device, S3RecNetwork? valuesOf)
    {
        using var scope = NewDisposeScope();
        _options = options;
        _valuesOf = valuesOf;
        _dropout = new Dropout(options.Dropout);
        Device = device;
        var width = options.Hidden;
        ItemEmbeddings = Matrix("item_embeddings.weight", itemCount + 2, width);
        AttributeEmbeddings = Matrix("attribute_embeddings.weight", attributeCount + 1, width);
        PositionEmbeddings = Matrix("position_embeddings.weight", options.MaxLength, width);
        _embeddingNorm = Norm("LayerNorm");
        _layers = [.. Enumerable.Range(0, options.Layers).Select(i => Layer($"item_encoder.layer.{i}"))];
        _aap = Projection("aap_norm", width, width);
        _mip = Projection("mip_norm", width, width);
        _map = Projection("map_norm", width, width);
        _sp = Projection("sp_norm", width, width);
    }

    /// <summary>Every parameter by its published name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters => _parameters;

    /// <summary>Where the parameters live and inputs must be.</summary>
    public Device Device { get; }

    /// <summary>The item table, (V + 2, C). Also the output layer.</summary>
    public Tensor ItemEmbeddings { get; }

    /// <summary>The attribute table, (A + 1, C).</summary>
    public Tensor AttributeEmbeddings { get; }

    /// <summary>The position table, (L, C); the last row belongs to the newest item.</summary>
    public Tensor PositionEmbeddings { get; }

    /// <summary>True while dropout is to act. To set it forgets what a step that was broken off has looked up.</summary>
    public bool IsTraining
    {
        get;
        set
        {
            field = value;
            _lookedUp.Clear();
        }
    }

    /// <summary>True to draw dropout with the library's generator, as the published code does; for comparison.</summary>
    internal bool UsesLibraryDropout { get; set; }

    /// <summary>Another network on the same memory: it has the values of this one, now and later, and gradients and dropout of its
    /// own, so that another thread can work with it at the same time. Valid as long as this one.</summary>
    internal S3RecNetwork Replica() => new(
        _options, (int)ItemEmbeddings.shape[0] - 2, (int)AttributeEmbeddings.shape[0] - 1, Device, valuesOf: this);

    /// <summary>Starts dropout's random numbers anew, so that what follows depends on the seed alone.</summary>
    public void SeedDropout(long seed)
    {
        _dropout.Seed(seed);
        manual_seed(seed);
    }

    /// <summary>Embeddings of items, (N) to (N, C). When it trains on a processor, their gradients reach the item table through
    /// <see cref="AddItemGradients"/>: autograd would make another table for them, zero nearly everywhere.</summary>
    internal Tensor EmbedItems(Tensor items)
    {
        if (!IsTraining || Device.type != DeviceType.CPU)
        {
            return ItemEmbeddings.index_select(0, items);
        }

        var embedded = ItemEmbeddings.detach().index_select(0, items).requires_grad_();
        _lookedUp.Add((items, embedded));
        return embedded;
    }

    /// <summary>After the backward step, in the dispose scope of the forward one: adds the gradients of embedded items to the
    /// table's.</summary>
    internal void AddItemGradients()
    {
        if (_lookedUp.Count == 0)
        {
            return;
        }

        ItemEmbeddings.grad ??= zeros_like(ItemEmbeddings).detach();
        var ofTable = MemoryMarshal.Cast<byte, float>(ItemEmbeddings.grad.bytes);
        foreach (var (items, embedded) in _lookedUp)
        {
            var rows = MemoryMarshal.Cast<byte, long>(items.bytes);
            var gradients = MemoryMarshal.Cast<byte, float>(embedded.grad!.contiguous().bytes);
            for (var n = 0; n < rows.Length; n++)
            {
                var row = ofTable.Slice((int)rows[n] * _options.Hidden, _options.Hidden);
                TensorPrimitives.Add(row, gradients.Slice(n * _options.Hidden, _options.Hidden), row);
            }
        }

        _lookedUp.Clear();
    }

    /// <summary>Section 4.1 of the paper. Reads T ≤ L positions, the last ones; a real position comes out the same for any T that
    /// holds its sequence.</summary>
    /// <param name="items">Item rows aligned to the right, padding (0) on the left: (B, T), int64.</param>
    /// <param name="causal">True to let a position see only itself and what is before it (finetuning, serving); false to let it
    /// see the whole sequence (pretraining).</param>
    /// <returns>(B, T, C). Padded positions hold values without meaning.</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public Tensor Encode(Tensor items, bool causal)
    {
        CheckShape(items);
        return Encode(ItemEmbeddings.index_select(0, items.view(-1)), items, causal);
    }

    /// <summary>The same from embeddings that were looked up together with others: looking up once spares a pass over the whole
    /// item table in the backward step.</summary>
    /// <param name="embedded">The embeddings of <paramref name="items"/>, (B·T, C).</param>
    /// <param name="items">(B, T), int64.</param>
    /// <param name="causal">As above.</param>
    internal Tensor Encode(Tensor embedded, Tensor items, bool causal)
    {
        using var scope = NewDisposeScope();
        var mask = AttentionMask(items, causal);                                                      // (B, 1, 1 or T, T)
        var x = Embed(embedded, items);
        foreach (var layer in _layers)
        {
            x = Finish(layer, Attend(layer, x, mask), x);
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>Encodes sequences of which some are wanted whole and of the others only the last position, each position seeing the
    /// whole sequence: the last layer computes no more than that.</summary>
    /// <param name="embedded">The embeddings of <paramref name="items"/>, (B·T, C).</param>
    /// <param name="items">(B, T), int64.</param>
    /// <param name="wholeCount">R, how many of the sequences, the first, are wanted whole.</param>
    /// <returns>(R·T, C), and (B - R, C): the last positions of the others.</returns>
    internal (Tensor Whole, Tensor Lasts) EncodeWholeAndLast(Tensor embedded, Tensor items, long wholeCount)
    {
        using var scope = NewDisposeScope();
        var (batch, length) = (items.shape[0], items.shape[1]);
        var mask = AttentionMask(items, causal: false);                                               // (B, 1, 1, T)
        var x = Embed(embedded, items);
        foreach (var layer in _layers[..^1])
        {
            x = Finish(layer, Attend(layer, x, mask), x);
        }

        var last = _layers[^1];
        long[] parts = [wholeCount, batch - wholeCount];
        var (xs, masks) = (x.split(parts), mask.split(parts));
        var whole = Heads(xs[0], last.Query, last.Key, last.Value);                                   // 3 × (R, H, T, C/H)
        var others = Heads(xs[1], last.Key, last.Value);                                              // 2 × (B - R, H, T, C/H)
        var ends = xs[1].narrow(1, length - 1, 1);                                                    // (B - R, 1, C)
        var attended = cat(
        [
            Attend(whole[0], whole[1], whole[2], masks[0]).flatten(0, 1),
            Attend(Heads(ends, last.Query)[0], others[0], others[1], masks[1]).flatten(0, 1),
        ]);
        var encoded = Finish(last, attended, cat([xs[0].flatten(0, 1), ends.flatten(0, 1)]));         // (R·T + B - R, C)
        var results = encoded.split([wholeCount * length, batch - wholeCount]);
        return (results[0].MoveToOuterDisposeScope(), results[1].MoveToOuterDisposeScope());
    }

    /// <summary>F · W of equation 5: encoded positions for associated attribute prediction; (N, C) to (N, C).</summary>
    public Tensor ProjectForAap(Tensor encoded) => _aap.Apply(encoded);

    /// <summary>F · W of equation 6, for masked item prediction; (N, C) to (N, C).</summary>
    public Tensor ProjectForMip(Tensor encoded) => _mip.Apply(encoded);

    /// <summary>F · W of equation 8, for masked attribute prediction; (N, C) to (N, C).</summary>
    public Tensor ProjectForMap(Tensor encoded) => _map.Apply(encoded);

    /// <summary>s · W of equation 10, for segment prediction; (B, C) to (B, C).</summary>
    public Tensor ProjectForSp(Tensor encoded) => _sp.Apply(encoded);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
        {
            parameter.Dispose();
        }
    }

    private void CheckShape(Tensor items)
    {
        if (items.dim() != 2 || items.shape[1] > _options.MaxLength)
        {
            throw new ArgumentException(
                $"Item rows of shape ({string.Join(", ", items.shape)}) do not fit an encoder of (B, T ≤ {_options.MaxLength}).");
        }
    }

    private Tensor Embed(Tensor embedded, Tensor items)
    {
        CheckShape(items);
        var (batch, length) = (items.shape[0], items.shape[1]);
        var positions = PositionEmbeddings.narrow(0, _options.MaxLength - length, length);             // (T, C)
        var x = embedded.view(batch, length, -1).Plus(positions);
        return Drop(_embeddingNorm.Apply(x));                                                         // (B, T, C)
    }

    /// <summary>Attention of every position to the sequence it is in.</summary>
    /// <param name="layer">Whose projections.</param>
    /// <param name="x">(B, T, C).</param>
    /// <param name="mask">(B, 1, 1 or T, T).</param>
    /// <returns>(B, T, C).</returns>
    private Tensor Attend(EncoderLayer layer, Tensor x, Tensor mask)
    {
        var heads = Heads(x, layer.Query, layer.Key, layer.Value);                                    // 3 × (B, H, T, C/H)
        return Attend(heads[0], heads[1], heads[2], mask);
    }

    /// <param name="query">(B, H, Q, C/H).</param>
    /// <param name="key">(B, H, T, C/H).</param>
    /// <param name="value">(B, H, T, C/H).</param>
    /// <param name="mask">(B, 1, 1 or Q, T).</param>
    /// <returns>(B, Q, C).</returns>
    private Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor mask)
    {
        var scores = matmul(query, key.transpose(-2, -1));                                            // (B, H, Q, T)
        scores = scores.TimesInPlace(1 / Math.Sqrt(query.shape[3])).PlusInPlace(mask);
        var weights = Drop(nn.functional.softmax(scores, -1));
        return matmul(weights, value).transpose(1, 2).reshape(query.shape[0], -1, _options.Hidden);
    }

    /// <summary>Several projections of the same positions, in one matrix product, by head.</summary>
    /// <param name="x">(B, T, C).</param>
    /// <param name="projections">P of them, from C to C.</param>
    /// <returns>P × (B, H, T, C/H).</returns>
    private Tensor[] Heads(Tensor x, params Projection[] projections)
    {
        var weight = cat([.. projections.Select(static p => p.Weight)]);                              // (P·C, C)
        var bias = cat([.. projections.Select(static p => p.Bias)]);                                  // (P·C)
        return nn.functional.linear(x, weight, bias)
            .view(x.shape[0], x.shape[1], projections.Length, _options.Heads, -1)
            .permute(2, 0, 3, 1, 4).contiguous().unbind(0);                                           // P × (B, H, T, C/H)
    }

    /// <summary>All of a layer that looks at one position at a time.</summary>
    /// <param name="layer">Which layer.</param>
    /// <param name="attended">What attention gave, (…, C).</param>
    /// <param name="x">What came into the layer, (…, C).</param>
    private Tensor Finish(EncoderLayer layer, Tensor attended, Tensor x)
    {
        x = layer.AttentionNorm.Apply(Drop(layer.Output.Apply(attended)).Plus(x));                     // (…, C)
        var hidden = nn.functional.gelu(layer.Expand.Apply(x));                                       // (…, 4C)
        return layer.FeedForwardNorm.Apply(Drop(layer.Contract.Apply(hidden)).Plus(x));                // (…, C)
    }

    /// <summary>What is added to attention scores: 0 where a query may look, a large negative number where it may not. The numbers
    /// are the published ones; both underflow to a weight of exactly 0 in float32.</summary>
    private static Tensor AttentionMask(Tensor items, bool causal)
    {
        var visible = items.IsNotZero().unsqueeze(1).unsqueeze(2);                    // (B, 1, 1, T)
        if (causal)
        {
            var length = items.shape[1];
            visible = visible.logical_and(ones(length, length, @bool, items.device).tril());          // (B, 1, T, T)
        }

        return visible.logical_not().to(float32).Times(causal ? -1e4 : -1e8);
    }

    private Tensor Drop(Tensor x) => (IsTraining, UsesLibraryDropout) switch
    {
        (false, _) => x,
        (true, false) => _dropout.Apply(x),
        (true, true) => nn.functional.dropout(x, _options.Dropout, training: true),
    };

    private EncoderLayer Layer(string name)
    {
        var width = _options.Hidden;
        return new EncoderLayer(
            Projection($"{name}.attention.query", width, width),
            Projection($"{name}.attention.key", width, width),
            Projection($"{name}.attention.value", width, width),
            Projection($"{name}.attention.dense", width, width),
            Norm($"{name}.attention.LayerNorm"),
            Projection($"{name}.intermediate.dense_1", 4 * width, width),
            Projection($"{name}.intermediate.dense_2", width, 4 * width),
            Norm($"{name}.intermediate.LayerNorm"));
    }

    private Projection Projection(string name, int outputs, int inputs) =>
        new(Matrix($"{name}.weight", outputs, inputs), Add($"{name}.bias", () => zeros(outputs, device: Device)));

    private Norm Norm(string name) => new(
        Add($"{name}.weight", () => ones(_options.Hidden, device: Device)),
        Add($"{name}.bias", () => zeros(_options.Hidden, device: Device)));

    private Parameter Matrix(string name, int rows, int columns) =>
        Add(name, () => empty(rows, columns).normal_(0, 0.02).to(Device));

    /// <summary>Parameters outlive every dispose scope around their creation.</summary>
    private Parameter Add(string name, Func<Tensor> create)
    {
        var values = _valuesOf is null ? create() : _valuesOf.Parameters[name].detach();
        return _parameters[name] = (Parameter)new Parameter(values).DetachFromDisposeScope();
    }
}

/// <summary>x · Wᵀ + b.</summary>
internal sealed record Projection(Tensor Weight, Tensor Bias)
{
    public Tensor Apply(Tensor x) => nn.functional.linear(x, Weight, Bias);
}

/// <summary>Layer normalisation over the width, with the published epsilon.</summary>
internal sealed record Norm(Tensor Weight, Tensor Bias)
{
    public Tensor Apply(Tensor x) => nn.functional.layer_norm(x, Weight.shape, Weight, Bias, eps: 1e-12);
}

/// <summary>The parameters of one Transformer layer.</summary>
internal sealed record EncoderLayer(
    Projection Query, Projection Key, Projection Value, Projection Output, Norm AttentionNorm,
    Projection Expand, Projection Contract, Norm FeedForwardNorm);
