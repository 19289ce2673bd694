using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace S3Rec.Model.Ranking;

/// <summary>
/// An affine map y = W x + b, stored for the kernel that applies it: outputs lie in panels of two registers, and a panel holds
/// the bias, then for each input the weights to its outputs. So every load is full and in order, and no sum runs across lanes: an
/// output is bias + w₀x₀ + w₁x₁ + … in this order, whatever the number of rows multiplied together and the width of the register.
/// </summary>
/// <remarks>I inputs, O outputs, P = two registers, R rows.</remarks>
internal sealed class PackedMatrix
{
    private readonly int _inputs;
    private readonly int _panelOutputs;
    private readonly AlignedFloats _panels; // (O/P, 1 + I, P)

    /// <summary>Packs weights and biases given by index; outputs beyond the last get <paramref name="padding"/> as
    /// bias.</summary>
    /// <param name="lanes">Floats in a register: 4, 8 or 16.</param>
    /// <param name="inputs">I.</param>
    /// <param name="outputs">O before padding.</param>
    /// <param name="weight">The weight from input i to output o: (o, i) → W[o, i].</param>
    /// <param name="bias">The bias of output o.</param>
    /// <param name="padding">What an output gives that exists only to fill the last panel.</param>
    public PackedMatrix(
        int lanes, int inputs, int outputs, Func<int, int, float> weight, Func<int, float> bias, float padding = 0)
    {
        _inputs = inputs;
        _panelOutputs = 2 * lanes;
        PanelCount = Lanes.RoundUp(outputs, _panelOutputs) / _panelOutputs;
        _panels = new AlignedFloats(checked(PanelCount * PanelFloats));

        var packed = _panels.Span;
        for (var output = 0; output < PanelCount * _panelOutputs; output++)
        {
            var column = packed[((output / _panelOutputs * PanelFloats) + (output % _panelOutputs))..];
            column[0] = output < outputs ? bias(output) : padding;
            if (output >= outputs) continue;

            for (var input = 0; input < inputs; input++)
                column[(1 + input) * _panelOutputs] = weight(output, input);
        }
    }

    /// <summary>O, padded to whole panels: the stride of what <see cref="Multiply"/> writes.</summary>
    public int Outputs => PanelCount * _panelOutputs;

    /// <summary>O / P.</summary>
    public int PanelCount { get; }

    /// <summary>P, the outputs of a panel.</summary>
    public int PanelOutputs => _panelOutputs;

    private int PanelFloats => (1 + _inputs) * _panelOutputs;

    /// <summary>y = W x + b for every row.</summary>
    /// <param name="x">(R, stride); the first I values of each row are read.</param>
    /// <param name="stride">Floats from one row of x to the next, at least I.</param>
    /// <param name="rows">R.</param>
    /// <param name="y">(R, O).</param>
    public void Multiply<TLanes>(ReadOnlySpan<float> x, int stride, int rows, Span<float> y) where TLanes : struct, ILanes<TLanes>
        => Multiply<TLanes>(x, stride, rows, 0, PanelCount, y, Outputs);

    /// <summary>The outputs of some panels only: y (R, panelCount · P), its rows <paramref name="yStride"/> floats
    /// apart.</summary>
    public void Multiply<TLanes>(
        ReadOnlySpan<float> x, int stride, int rows, int firstPanel, int panelCount, Span<float> y, int yStride)
        where TLanes : struct, ILanes<TLanes>
    {
        if (rows == 0 || panelCount == 0) return;

        // The kernels below read and write without bounds checks; these slices are the check.
        ref var xOrigin = ref MemoryMarshal.GetReference(x[..(((rows - 1) * stride) + _inputs)]);
        ref var yOrigin = ref MemoryMarshal.GetReference(y[..(((rows - 1) * yStride) + (panelCount * _panelOutputs))]);
        ref var panels = ref MemoryMarshal.GetReference(_panels.Span.Slice(firstPanel * PanelFloats, panelCount * PanelFloats));

        var inFours = rows / 4 * 4;
        for (var p = 0; inFours > 0 && p < panelCount; p++)
        {
            ref var panel = ref Unsafe.Add(ref panels, (nuint)p * (nuint)PanelFloats);
            for (var row = 0; row < inFours; row += 4)
            {
                FourRows<TLanes>(
                    ref Unsafe.Add(ref xOrigin, row * stride), (nuint)stride, ref panel, (nuint)_inputs,
                    ref Unsafe.Add(ref yOrigin, (row * yStride) + (p * _panelOutputs)), (nuint)yStride);
            }
        }

        for (var row = inFours; row < rows; row++)
            OneRow<TLanes>(ref Unsafe.Add(ref xOrigin, row * stride), ref panels, panelCount, ref Unsafe.Add(ref yOrigin, row * yStride));
    }

    private void OneRow<TLanes>(ref float x, ref float panels, int panelCount, ref float y) where TLanes : struct, ILanes<TLanes>
    {
        var p = 0;
        for (; p + 2 <= panelCount; p += 2)
        {
            ref var panel = ref Unsafe.Add(ref panels, (nuint)p * (nuint)PanelFloats);
            TwoPanels<TLanes>(
                ref x, ref panel, ref Unsafe.Add(ref panel, PanelFloats), (nuint)_inputs, ref Unsafe.Add(ref y, p * _panelOutputs));
        }

        if (p < panelCount)
        {
            OnePanel<TLanes>(
                ref x, ref Unsafe.Add(ref panels, (nuint)p * (nuint)PanelFloats), (nuint)_inputs, ref Unsafe.Add(ref y, p * _panelOutputs));
        }
    }

    /// <summary>Four rows by one panel: eight sums, enough to keep two multipliers busy over their latency of four
    /// cycles.</summary>
    private static void FourRows<TLanes>(ref float x, nuint stride, ref float panel, nuint inputs, ref float y, nuint yStride)
        where TLanes : struct, ILanes<TLanes>
    {
        var half = (nuint)TLanes.Count;
        TLanes a0 = TLanes.Load(ref panel, 0), b0 = TLanes.Load(ref panel, half);
        TLanes a1 = a0, b1 = b0, a2 = a0, b2 = b0, a3 = a0, b3 = b0;

        ref var x1 = ref Unsafe.Add(ref x, stride);
        ref var x2 = ref Unsafe.Add(ref x1, stride);
        ref var x3 = ref Unsafe.Add(ref x2, stride);
        for (nuint i = 0; i < inputs; i++)
        {
            panel = ref Unsafe.Add(ref panel, 2 * half);
            TLanes wa = TLanes.Load(ref panel, 0), wb = TLanes.Load(ref panel, half);

            var value = TLanes.Broadcast(Unsafe.Add(ref x, i));
            (a0, b0) = (TLanes.MultiplyAdd(wa, value, a0), TLanes.MultiplyAdd(wb, value, b0));
            value = TLanes.Broadcast(Unsafe.Add(ref x1, i));
            (a1, b1) = (TLanes.MultiplyAdd(wa, value, a1), TLanes.MultiplyAdd(wb, value, b1));
            value = TLanes.Broadcast(Unsafe.Add(ref x2, i));
            (a2, b2) = (TLanes.MultiplyAdd(wa, value, a2), TLanes.MultiplyAdd(wb, value, b2));
            value = TLanes.Broadcast(Unsafe.Add(ref x3, i));
            (a3, b3) = (TLanes.MultiplyAdd(wa, value, a3), TLanes.MultiplyAdd(wb, value, b3));
        }

        Store(a0, b0, ref y);
        Store(a1, b1, ref Unsafe.Add(ref y, yStride));
        Store(a2, b2, ref Unsafe.Add(ref y, 2 * yStride));
        Store(a3, b3, ref Unsafe.Add(ref y, 3 * yStride));
    }

    /// <summary>One row by two panels: four sums, so that the multipliers wait half as long for their own results.</summary>
    private static void TwoPanels<TLanes>(ref float x, ref float first, ref float second, nuint inputs, ref float y)
        where TLanes : struct, ILanes<TLanes>
    {
        var half = (nuint)TLanes.Count;
        TLanes a = TLanes.Load(ref first, 0), b = TLanes.Load(ref first, half);
        TLanes c = TLanes.Load(ref second, 0), d = TLanes.Load(ref second, half);
        for (nuint i = 0; i < inputs; i++)
        {
            first = ref Unsafe.Add(ref first, 2 * half);
            second = ref Unsafe.Add(ref second, 2 * half);
            var value = TLanes.Broadcast(Unsafe.Add(ref x, i));
            a = TLanes.MultiplyAdd(TLanes.Load(ref first, 0), value, a);
            b = TLanes.MultiplyAdd(TLanes.Load(ref first, half), value, b);
            c = TLanes.MultiplyAdd(TLanes.Load(ref second, 0), value, c);
            d = TLanes.MultiplyAdd(TLanes.Load(ref second, half), value, d);
        }

        Store(a, b, ref y);
        Store(c, d, ref Unsafe.Add(ref y, 2 * half));
    }

    private static void OnePanel<TLanes>(ref float x, ref float panel, nuint inputs, ref float y)
        where TLanes : struct, ILanes<TLanes>
    {
        var half = (nuint)TLanes.Count;
        TLanes a = TLanes.Load(ref panel, 0), b = TLanes.Load(ref panel, half);
        for (nuint i = 0; i < inputs; i++)
        {
            panel = ref Unsafe.Add(ref panel, 2 * half);
            var value = TLanes.Broadcast(Unsafe.Add(ref x, i));
            a = TLanes.MultiplyAdd(TLanes.Load(ref panel, 0), value, a);
            b = TLanes.MultiplyAdd(TLanes.Load(ref panel, half), value, b);
        }

        Store(a, b, ref y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes a, TLanes b, ref float y) where TLanes : struct, ILanes<TLanes>
    {
        a.Store(ref y, 0);
        b.Store(ref y, (nuint)TLanes.Count);
    }
}
