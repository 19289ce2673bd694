using System.Numerics;
using System.Runtime.InteropServices;
using S3Rec.Model.Network;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace S3Rec.Model.Training;

/// <summary>
/// Adam (Kingma and Ba, 2015, algorithm 1) as PyTorch computes it. On the CPU one vectorised pass over each parameter's memory:
/// the library's optimiser makes seven passes and was measured nine times slower at this size.
/// </summary>
internal sealed class Adam : IDisposable
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly Slot[] _slots;
    private readonly float _learningRate;
    private int _step;

    public Adam(IReadOnlyDictionary<string, Parameter> parameters, double learningRate)
    {
        _learningRate = (float)learningRate;
        _slots = [.. parameters.Select(static p => new Slot(
            p.Key,
            p.Value,
            zeros_like(p.Value).detach().DetachFromDisposeScope(),
            zeros_like(p.Value).detach().DetachFromDisposeScope(),
            tensor(Epsilon, device: p.Value.device).DetachFromDisposeScope()))];
    }

    /// <summary>Applies the gradients, and clears them. Parameters without a gradient stay as they are.</summary>
    public void Step()
    {
        _step++;
        var stepSize = (float)(_learningRate / (1 - Math.Pow(Beta1, _step)));
        var scaleOfSecond = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, _step)));
        using var noGrad = no_grad();
        foreach (var slot in _slots)
        {
            using var gradient = slot.Parameter.grad;
            if (gradient is null)
            {
                continue;
            }

            if (gradient.device_type == DeviceType.CPU)
            {
                using var dense = gradient.contiguous();
                Update(Floats(slot.Parameter), Floats(dense), Floats(slot.First), Floats(slot.Second), stepSize, scaleOfSecond);
            }
            else
            {
                Update(slot, gradient, stepSize, scaleOfSecond);
            }

            slot.Parameter.grad = null;
        }
    }

    /// <summary>Copies out what the next steps depend on, besides the parameters.</summary>
    public AdamState Export() => new(
        _step,
        _slots.ToDictionary(static s => s.Name, static s => NetworkWeights.Export(s.First)),
        _slots.ToDictionary(static s => s.Name, static s => NetworkWeights.Export(s.Second)));

    /// <summary>Goes on from there. The parameters are the same in name and shape.</summary>
    public void Import(AdamState state)
    {
        _step = state.Step;
        foreach (var slot in _slots)
        {
            NetworkWeights.Import(slot.First, state.First[slot.Name]);
            NetworkWeights.Import(slot.Second, state.Second[slot.Name]);
        }
    }

    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.First.Dispose();
            slot.Second.Dispose();
            slot.Epsilon.Dispose();
        }
    }

    private static void Update(
        Span<float> values, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, float stepSize, float scaleOfSecond)
    {
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= values.Length - width; i += width)
        {
            var g = new Vector<float>(gradients[i..]);
            var m = new Vector<float>(first[i..]) * Beta1 + g * (1 - Beta1);
            var v = new Vector<float>(second[i..]) * Beta2 + g * g * (1 - Beta2);
            m.CopyTo(first[i..]);
            v.CopyTo(second[i..]);
            var denominator = Vector.SquareRoot(v) * scaleOfSecond + new Vector<float>(Epsilon);
            (new Vector<float>(values[i..]) - m / denominator * stepSize).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            first[i] = first[i] * Beta1 + gradients[i] * (1 - Beta1);
            second[i] = second[i] * Beta2 + gradients[i] * gradients[i] * (1 - Beta2);
            values[i] -= first[i] / (MathF.Sqrt(second[i]) * scaleOfSecond + Epsilon) * stepSize;
        }
    }

    private static void Update(Slot slot, Tensor gradient, float stepSize, float scaleOfSecond)
    {
        using var scope = NewDisposeScope();
        slot.First.copy_(slot.First.Times(Beta1).Plus(gradient.Times(1 - Beta1)));
        slot.Second.copy_(slot.Second.Times(Beta2).Plus((gradient * gradient).Times(1 - Beta2)));
        var denominator = slot.Second.sqrt().Times(scaleOfSecond).Plus(slot.Epsilon);
        slot.Parameter.PlusInPlace((slot.First / denominator).Times(-stepSize));

    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>A parameter with its first and second moments, and epsilon where it lives.</summary>
    private sealed record Slot(string Name, Parameter Parameter, Tensor First, Tensor Second, Tensor Epsilon);
}
