using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace S3Rec.Model.Ranking;

/// <summary>GELU by the error function, x/2 · (1 + erf(x/√2)), many at a time.</summary>
internal static class Gelu
{
    /// <summary>The largest error of <see cref="Erf"/> over all floats, absolute. Tested over a fine grid.</summary>
    public const float ErfErrorMax = 4e-7f;

    /// <summary>Replaces each value by its GELU. The length is a multiple of the register's.</summary>
    public static void Apply<TLanes>(Span<float> values) where TLanes : struct, ILanes<TLanes>
    {
        ref var origin = ref MemoryMarshal.GetReference(values);
        var half = TLanes.Broadcast(0.5f);
        var one = TLanes.Broadcast(1);
        var rootOfHalf = TLanes.Broadcast(0.70710678f);
        for (var i = 0; i < values.Length; i += TLanes.Count)
        {
            var x = TLanes.Load(ref origin, (nuint)i);
            (x * half * (one + Erf(x * rootOfHalf))).Store(ref origin, (nuint)i);
        }
    }

    /// <summary>
    /// erf as the ratio of an odd and an even polynomial, minimax on [−4, 4]; beyond, erf is ±1 to float accuracy. The coefficients
    /// are those of Eigen and XLA.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Erf<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        x = TLanes.Max(TLanes.Min(x, TLanes.Broadcast(4)), TLanes.Broadcast(-4));
        var square = x * x;

        var above = TLanes.Broadcast(-2.72614225801306e-10f);
        above = TLanes.MultiplyAdd(above, square, TLanes.Broadcast(2.77068142495902e-08f));
        above = TLanes.MultiplyAdd(above, square, TLanes.Broadcast(-2.10102402082508e-06f));
        above = TLanes.MultiplyAdd(above, square, TLanes.Broadcast(-5.69250639462346e-05f));
        above = TLanes.MultiplyAdd(above, square, TLanes.Broadcast(-7.34990630326855e-04f));
        above = TLanes.MultiplyAdd(above, square, TLanes.Broadcast(-2.95459980854025e-03f));
        above = TLanes.MultiplyAdd(above, square, TLanes.Broadcast(-1.60960333262415e-02f));

        var below = TLanes.Broadcast(-1.45660718464996e-05f);
        below = TLanes.MultiplyAdd(below, square, TLanes.Broadcast(-2.13374055278905e-04f));
        below = TLanes.MultiplyAdd(below, square, TLanes.Broadcast(-1.68282697438203e-03f));
        below = TLanes.MultiplyAdd(below, square, TLanes.Broadcast(-7.37332916720468e-03f));
        below = TLanes.MultiplyAdd(below, square, TLanes.Broadcast(-1.42647390514189e-02f));

        return x * above / below;
    }
}
