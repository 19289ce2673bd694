using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace S3Rec.Model.Ranking;

/// <summary>
/// The S3-Rec encoder: histories → the hidden state after each one's last item. The real items alone are computed: in the
/// original the padding before them gets an attention weight of exactly 0 (e^−10000 in float32), so the result is the same. Of
/// the last layer only the last position is computed, for nothing else is asked.
/// </summary>
/// <remarks>
/// B histories, T tokens: their items one history after the other. C width, H heads, D = C/H, L longest history; Cp and Dp are C
/// and D padded with zeros to whole registers. Not thread-safe: it owns its scratch memory.
/// </remarks>
internal sealed class CpuEncoder<TLanes> where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Tokens computed together unless one history is longer: enough to use each weight often, few enough to stay in the
    /// L2 cache.</summary>
    private const int TokensMax = 64;

    private const float NormEpsilon = 1e-12f;

    private readonly CpuRankerWeights _weights;
    private readonly float _scoreScale; // 1/√D
    private readonly int _tokenLimit;

    private readonly int[] _ends;                 // (B): one past the last token of each history
    private readonly AlignedFloats _x;            // (T, Cp): what flows through the layers
    private readonly AlignedFloats _y;            // (T, Cp): what a part of a layer adds to it
    private readonly AlignedFloats _query;        // (T, H, Dp)
    private readonly AlignedFloats _keyValue;     // (T, 2, H, Dp)
    private readonly AlignedFloats _context;      // (T, H, Dp)
    private readonly AlignedFloats _inner;        // (T, 4C)
    private readonly AlignedFloats _attention;    // (L): one query's weights over its keys
    private readonly AlignedFloats _real;         // (Cp): 1 for real columns, 0 for padding

    public CpuEncoder(CpuRankerWeights weights)
    {
        _weights = weights;
        _tokenLimit = Math.Max(TokensMax, weights.Options.MaxLength);
        _scoreScale = 1 / MathF.Sqrt(weights.Options.Hidden / weights.Options.Heads);

        var layer = weights.Layers[0];
        Width = layer.Output.Outputs;
        _ends = new int[_tokenLimit];
        _x = new AlignedFloats(_tokenLimit * Width);
        _y = new AlignedFloats(_tokenLimit * Width);
        _query = new AlignedFloats(_tokenLimit * layer.Query.Outputs);
        _keyValue = new AlignedFloats(_tokenLimit * layer.KeyValue.Outputs);
        _context = new AlignedFloats(_tokenLimit * layer.Query.Outputs);
        _inner = new AlignedFloats(_tokenLimit * layer.Widen.Outputs);
        _attention = new AlignedFloats(Lanes.RoundUp(weights.Options.MaxLength, TLanes.Count));
        _real = new AlignedFloats(Width);
        _real.Span[..weights.Options.Hidden].Fill(1);
    }

    /// <summary>Cp: floats from one hidden state to the next.</summary>
    public int Width { get; }

    /// <summary>Encodes each history.</summary>
    /// <param name="histories">B histories of item rows, 1 to V, oldest first, none empty. Only the last L of each are
    /// read.</param>
    /// <param name="hidden">Receives (B, Cp).</param>
    public void Encode(ReadOnlySpan<ReadOnlyMemory<int>> histories, Span<float> hidden)
    {
        while (histories.Length > 0)
        {
            var count = Embed(histories);
            for (var l = 0; l < _weights.Layers.Count; l++)
                Layer(_weights.Layers[l], count, lastOnly: l == _weights.Layers.Count - 1);

            _x.Span[..(count * Width)].CopyTo(hidden);
            hidden = hidden[(count * Width)..];
            histories = histories[count..];
        }
    }

    /// <summary>Lays out as many histories as fit, at least one: x = LayerNorm(item + position). Returns how many.</summary>
    private int Embed(ReadOnlySpan<ReadOnlyMemory<int>> histories)
    {
        var length = _weights.Options.MaxLength;
        var tokens = 0;
        var count = 0;
        for (; count < histories.Length; count++)
        {
            var items = histories[count].Span;
            if (items.Length > length) items = items[^length..];
            if (tokens + items.Length > _tokenLimit) break;

            for (var i = 0; i < items.Length; i++, tokens++)
            {
                CopyRow(_weights.Table.Rows, items[i], _x, tokens);
                CopyRow(_weights.PositionRows, length - items.Length + i, _y, tokens); // aligned to the right
            }

            _ends[count] = tokens;
        }

        AddAndNormalise(tokens, _weights.EmbeddingNorm);
        return count;
    }

    private void CopyRow(float[] table, int row, AlignedFloats target, int token)
    {
        var width = _weights.Options.Hidden;
        var padded = target.Span.Slice(token * Width, Width);
        table.AsSpan(row * width, width).CopyTo(padded);
        padded[width..].Clear();
    }

    /// <summary>x (T, Cp) → x (T, Cp), or, where only the last position of each history is wanted, x (B, Cp).</summary>
    private void Layer(CpuRankerWeights.Layer layer, int histories, bool lastOnly)
    {
        var rows = _ends[histories - 1];
        layer.KeyValue.Multiply<TLanes>(_x.Span, Width, rows, _keyValue.Span);                       // (T, 2, H, Dp)
        if (lastOnly) rows = KeepLastPositions(histories);

        layer.Query.Multiply<TLanes>(_x.Span, Width, rows, _query.Span);                             // (T or B, H, Dp)
        Attend(layer, histories, lastOnly);
        layer.Output.Multiply<TLanes>(_context.Span, layer.Query.Outputs, rows, _y.Span);            // (T or B, Cp)
        AddAndNormalise(rows, layer.AttentionNorm);

        layer.Widen.Multiply<TLanes>(_x.Span, Width, rows, _inner.Span);                             // (T or B, 4C)
        Gelu.Apply<TLanes>(_inner.Span[..(rows * layer.Widen.Outputs)]);
        layer.Narrow.Multiply<TLanes>(_inner.Span, layer.Widen.Outputs, rows, _y.Span);              // (T or B, Cp)
        AddAndNormalise(rows, layer.FeedForwardNorm);
    }

    /// <summary>x (T, Cp) → x (B, Cp).</summary>
    private int KeepLastPositions(int histories)
    {
        var x = _x.Span;
        for (var b = 0; b < histories; b++)
            x.Slice((_ends[b] - 1) * Width, Width).CopyTo(x[(b * Width)..]); // never past a row still to be read

        return histories;
    }

    /// <summary>Causal self-attention: each position over itself and those before it in its history.</summary>
    private void Attend(CpuRankerWeights.Layer layer, int histories, bool lastOnly)
    {
        int queryStride = layer.Query.Outputs, keyValueStride = layer.KeyValue.Outputs;
        var start = 0;
        var row = 0;
        for (var b = 0; b < histories; start = _ends[b], b++)
        {
            var keyValue = _keyValue.Span[(start * keyValueStride)..(_ends[b] * keyValueStride)];
            var length = _ends[b] - start;
            for (var keys = lastOnly ? length : 1; keys <= length; keys++, row++)
            {
                var query = _query.Span.Slice(row * queryStride, queryStride);
                AttendOne(query, keyValue, keyValueStride, keys, _context.Span.Slice(row * queryStride, queryStride));
            }
        }
    }

    /// <summary>One position: context = softmax(q kᵀ / √D) v, head by head.</summary>
    /// <param name="query">(H, Dp).</param>
    /// <param name="keyValue">(keys or more, 2, H, Dp).</param>
    /// <param name="stride">Floats from one key to the next.</param>
    /// <param name="keys">Positions it may see.</param>
    /// <param name="context">Receives (H, Dp).</param>
    private void AttendOne(ReadOnlySpan<float> query, ReadOnlySpan<float> keyValue, int stride, int keys, Span<float> context)
    {
        var headWidth = _weights.HeadWidth;
        var values = _weights.Options.Heads * headWidth;
        for (var head = 0; head < values; head += headWidth)
        {
            ref var q = ref MemoryMarshal.GetReference(query.Slice(head, headWidth));
            ref var k = ref MemoryMarshal.GetReference(keyValue[head..]);
            ref var v = ref MemoryMarshal.GetReference(keyValue[(values + head)..]);
            var scale = Softmax(ref q, ref k, (nuint)stride, keys);

            ref var weight = ref MemoryMarshal.GetReference(_attention.Span);
            for (nuint d = 0; d < (nuint)headWidth; d += (nuint)TLanes.Count)
            {
                var sum = TLanes.Broadcast(0);
                for (nuint j = 0; j < (nuint)keys; j++)
                {
                    var value = TLanes.Load(ref v, (j * (nuint)stride) + d);
                    sum = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref weight, j)), value, sum);
                }

                (sum * TLanes.Broadcast(scale)).Store(ref context[head], d);
            }
        }
    }

    /// <summary>Leaves e^(score − greatest score) of each key in the scratch row; returns the factor that makes their sum
    /// 1.</summary>
    private float Softmax(ref float query, ref float key, nuint stride, int keys)
    {
        var row = _attention.Span[..Lanes.RoundUp(keys, TLanes.Count)];
        var greatest = float.NegativeInfinity;
        for (var j = 0; j < keys; j++)
        {
            row[j] = Dot(ref query, ref Unsafe.Add(ref key, (nuint)j * stride)) * _scoreScale;
            greatest = MathF.Max(greatest, row[j]);
        }

        row[keys..].Fill(float.NegativeInfinity); // e^−∞ = 0: the rest of the last register adds nothing

        ref var origin = ref MemoryMarshal.GetReference(row);
        var total = TLanes.Broadcast(0);
        for (var j = 0; j < row.Length; j += TLanes.Count)
        {
            var power = TLanes.Exp(TLanes.Load(ref origin, (nuint)j) - TLanes.Broadcast(greatest));
            power.Store(ref origin, (nuint)j);
            total += power;
        }

        return 1 / total.Sum();
    }

    private float Dot(ref float a, ref float b)
    {
        var sum = TLanes.Broadcast(0);
        for (nuint d = 0; d < (nuint)_weights.HeadWidth; d += (nuint)TLanes.Count)
            sum = TLanes.MultiplyAdd(TLanes.Load(ref a, d), TLanes.Load(ref b, d), sum);

        return sum.Sum();
    }

    /// <summary>x = LayerNorm(x + y), with the biased variance, row by row.</summary>
    private void AddAndNormalise(int rows, CpuRankerWeights.Norm norm)
    {
        ref var weight = ref MemoryMarshal.GetReference(norm.Weight.Span);
        ref var bias = ref MemoryMarshal.GetReference(norm.Bias.Span);
        ref var real = ref MemoryMarshal.GetReference(_real.Span);
        var (width, step, count) = ((nuint)Width, (nuint)TLanes.Count, (float)_weights.Options.Hidden);
        for (var r = 0; r < rows; r++)
        {
            ref var x = ref MemoryMarshal.GetReference(_x.Span.Slice(r * Width, Width));
            ref var y = ref MemoryMarshal.GetReference(_y.Span.Slice(r * Width, Width));

            var sum = TLanes.Broadcast(0);
            for (nuint c = 0; c < width; c += step)
            {
                var value = TLanes.Load(ref x, c) + TLanes.Load(ref y, c);
                value.Store(ref x, c);
                sum += value;
            }

            var mean = TLanes.Broadcast(sum.Sum() / count);
            var squares = TLanes.Broadcast(0);
            for (nuint c = 0; c < width; c += step)
            {
                var value = (TLanes.Load(ref x, c) - mean) * TLanes.Load(ref real, c);
                value.Store(ref x, c);
                squares = TLanes.MultiplyAdd(value, value, squares);
            }

            var scale = TLanes.Broadcast(1 / MathF.Sqrt((squares.Sum() / count) + NormEpsilon));
            for (nuint c = 0; c < width; c += step)
            {
                var value = TLanes.Load(ref x, c) * scale;
                TLanes.MultiplyAdd(value, TLanes.Load(ref weight, c), TLanes.Load(ref bias, c)).Store(ref x, c);
            }
        }
    }
}
