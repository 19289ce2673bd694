using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Network;

/// <summary>
/// Drops activations in training. On the CPU the random numbers are its own: sixteen generators side by side, because libtorch
/// draws one at a time there, which was a sixth of a training step. On another device the library's dropout.
/// </summary>
/// <remarks>Sixteen generators on every processor, however wide its registers: the same seed drops the same activations.</remarks>
internal sealed class Dropout
{
    private readonly double _share;
    private Vector512<uint> _s0, _s1, _s2, _s3;

    /// <param name="share">Share of activations dropped, 0 to below 1; the others are scaled up by 1 / (1 - share).</param>
    public Dropout(double share)
    {
        _share = share;
        Seed(0);
    }

    /// <summary>Starts the random numbers anew.</summary>
    public void Seed(long seed)
    {
        var state = unchecked((ulong)seed);
        Span<ulong> words = stackalloc ulong[32];
        foreach (ref var word in words)
        {
            word = SplitMix(ref state);
        }

        var lanes = MemoryMarshal.Cast<ulong, uint>(words);
        (_s0, _s1, _s2, _s3) = (
            Vector512.Create<uint>(lanes), Vector512.Create<uint>(lanes[16..]),
            Vector512.Create<uint>(lanes[32..]), Vector512.Create<uint>(lanes[48..]));
    }

    /// <returns>A tensor of the same shape.</returns>
    public Tensor Apply(Tensor x)
    {
        if (_share == 0)
        {
            return x;
        }

        if (x.device_type != DeviceType.CPU)
        {
            return nn.functional.dropout(x, _share, training: true);
        }

        var factors = empty(x.shape);
        Fill(MemoryMarshal.Cast<byte, float>(factors.bytes));
        return x * factors;
    }

    /// <summary>0 with the probability of the share, else what keeps the expectation.</summary>
    private void Fill(Span<float> factors)
    {
        // Numbers of 31 bits, because vectors compare signed integers faster.
        var threshold = Vector512.Create((int)(_share * int.MaxValue));
        var kept = Vector512.Create((float)(1 / (1 - _share)));
        var (s0, s1, s2, s3) = (_s0, _s1, _s2, _s3);
        var i = 0;
        for (; i <= factors.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Next(ref s0, ref s1, ref s2, ref s3, threshold, kept).CopyTo(factors[i..]);
        }

        if (i < factors.Length)
        {
            Span<float> rest = stackalloc float[Vector512<float>.Count];
            Next(ref s0, ref s1, ref s2, ref s3, threshold, kept).CopyTo(rest);
            rest[..(factors.Length - i)].CopyTo(factors[i..]);
        }

        (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);
    }

    /// <summary>xoshiro128+ (Blackman and Vigna, 2021) in each lane, of which the lowest bit, the weakest, is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Next(
        ref Vector512<uint> s0, ref Vector512<uint> s1, ref Vector512<uint> s2, ref Vector512<uint> s3,
        Vector512<int> threshold, Vector512<float> kept)
    {
        var number = ((s0 + s3) >>> 1).AsInt32();
        var t = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = (s3 << 11) | (s3 >>> 21);
        return kept & Vector512.GreaterThanOrEqual(number, threshold).AsSingle();
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014), which spreads a seed over a state.</summary>
    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
