using System.Runtime.InteropServices;
using S3Rec.Model.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Network;

/// <summary>Moves parameters between a network and plain arrays.</summary>
public static class NetworkWeights
{
    /// <summary>Copies every parameter out, by name.</summary>
    public static IReadOnlyDictionary<string, WeightTensor> Export(S3RecNetwork network)
    {
        var weights = new Dictionary<string, WeightTensor>(StringComparer.Ordinal);
        foreach (var (name, parameter) in network.Parameters)
        {
            weights[name] = Export(parameter);
        }

        return weights;
    }

    /// <summary>Copies every parameter in, by name.</summary>
    /// <exception cref="ArgumentException">A parameter is missing or has another shape; both shapes are printed.</exception>
    public static void Import(S3RecNetwork network, IReadOnlyDictionary<string, WeightTensor> weights)
    {
        foreach (var (name, parameter) in network.Parameters)
        {
            if (!weights.TryGetValue(name, out var weight) || !weight.Shape.AsSpan().SequenceEqual(parameter.shape))
            {
                var found = weight is null ? "is missing" : $"has shape ({string.Join(", ", weight.Shape)})";
                throw new ArgumentException(
                    $"The weight '{name}' {found}; the network needs shape ({string.Join(", ", parameter.shape)}).");
            }

            Import(parameter, weight);
        }
    }

    internal static WeightTensor Export(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var onCpu = tensor.detach().cpu().contiguous();
        return new WeightTensor(onCpu.shape, MemoryMarshal.Cast<byte, float>(onCpu.bytes).ToArray());
    }

    /// <summary>The shapes are the same.</summary>
    internal static void Import(Tensor destination, WeightTensor weight)
    {
        using var noGrad = no_grad();
        using var source = tensor(weight.Values, weight.Shape);
        destination.copy_(source);
    }
}
