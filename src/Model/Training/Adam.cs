using System.Numerics;
using System.Runtime.InteropServices;
using S3Rec.Model.Network;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

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
    private readonly SideBySide _threads;
    private readonly float _learningRate;
    private int _step;

    /// <param name="replicas">The parameters of replicas on the same memory; their gradients add up.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="threads">Share the work on a processor.</param>
    public Adam(IReadOnlyList<IReadOnlyDictionary<string, Parameter>> replicas, double learningRate, SideBySide threads)
    {
        (_learningRate, _threads) = ((float)learningRate, threads);
        _slots = [.. replicas[0].Select(p => new Slot(
            p.Key,
            [.. replicas.Select(r => r[p.Key])],
            zeros_like(p.Value).detach().DetachFromDisposeScope(),
            zeros_like(p.Value).detach().DetachFromDisposeScope(),
            tensor(Epsilon, device: p.Value.device).DetachFromDisposeScope()))];
    }

    /// <summary>Applies the gradients, and clears them. Parameters that never had a gradient stay as they are.</summary>
    public void Step()
    {
        _step++;
        var stepSize = (float)(_learningRate / (1 - Math.Pow(Beta1, _step)));
        var scaleOfSecond = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, _step)));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (Slot Slot, Tensor[] Gradients)[] changed = [.. _slots
            .Select(static s => (s, s.Parameters.Select(Gradient).OfType<Tensor>().ToArray()))
            .Where(static s => s.Item2.Length > 0)];
        if (changed.Length > 0 && changed[0].Slot.First.device_type == DeviceType.CPU)
        {
            _threads.Run(part =>
            {
                for (var s = 0; s < changed.Length; s++)
                {
                    var own = PartOf(changed[s].Slot.First.numel(), part, _threads.Count);
                    Update(changed[s].Slot, changed[s].Gradients, own, stepSize, scaleOfSecond);
                }
            });
        }
        else
        {
            foreach (var (slot, gradients) in changed)
            {
                Update(slot, gradients.Aggregate(Numbers.Plus), stepSize, scaleOfSecond);
                slot.Parameters[0].grad = null;
            }
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

    /// <summary>What the backward step left, in one block: the memory stays with the parameter, and the next step adds to zeros.</summary>
    private static Tensor? Gradient(Parameter parameter)
    {
        if (parameter.grad is { } gradient && !gradient.is_contiguous())
        {
            parameter.grad = gradient.contiguous();
        }

        return parameter.grad;
    }

    /// <summary>The elements a thread updates: equal shares, in whole cache lines.</summary>
    private static Range PartOf(long count, int part, int parts)
    {
        const int line = 16;
        var share = ((int)count + parts * line - 1) / (parts * line) * line;
        return Math.Min((int)count, part * share)..Math.Min((int)count, (part + 1) * share);
    }

    private static void Update(Slot slot, Tensor[] gradients, Range own, float stepSize, float scaleOfSecond)
    {
        var sum = Floats(gradients[0])[own];
        foreach (var other in gradients[1..])
        {
            TensorPrimitives.Add(sum, Floats(other)[own], sum);
            Floats(other)[own].Clear();
        }

        Update(Floats(slot.Parameters[0])[own], sum, Floats(slot.First)[own], Floats(slot.Second)[own], stepSize, scaleOfSecond);
        sum.Clear();
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
        slot.Parameters[0].PlusInPlace((slot.First / denominator).Times(-stepSize));
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>A parameter, once for each replica, with its first and second moments, and epsilon where it lives.</summary>
    private sealed record Slot(string Name, Parameter[] Parameters, Tensor First, Tensor Second, Tensor Epsilon);
}
