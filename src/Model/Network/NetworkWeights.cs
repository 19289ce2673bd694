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
            using var onCpu = parameter.detach().cpu().contiguous();
            weights[name] = new WeightTensor(onCpu.shape, MemoryMarshal.Cast<byte, float>(onCpu.bytes).ToArray());
        }

        return weights;
    }

    /// <summary>Copies every parameter in, by name.</summary>
    /// <exception cref="ArgumentException">A parameter is missing or has another shape; both shapes are printed.</exception>
    public static void Import(S3RecNetwork network, IReadOnlyDictionary<string, WeightTensor> weights)
    {
        using var noGrad = no_grad();
        foreach (var (name, parameter) in network.Parameters)
        {
            if (!weights.TryGetValue(name, out var weight) || !weight.Shape.AsSpan().SequenceEqual(parameter.shape))
            {
                var found = weight is null ? "is missing" : $"has shape ({string.Join(", ", weight.Shape)})";
                throw new ArgumentException(
                    $"The weight '{name}' {found}; the network needs shape ({string.Join(", ", parameter.shape)}).");
            }

            using var source = tensor(weight.Values, weight.Shape);
            parameter.copy_(source);
        }
    }
}
