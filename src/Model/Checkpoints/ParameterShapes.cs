using S3Rec.Model.Data;
using S3Rec.Model.Network;

namespace S3Rec.Model.Checkpoints;

/// <summary>
/// The parameters of the network by the names of the original, and their shapes. V items, A attributes, C width, L longest history.
/// </summary>
public static class ParameterShapes
{
    /// <summary>Every parameter of a network, in the order of the original's state dictionary.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Of(NetworkOptions network, int itemCount, int attributeCount)
    {
        long c = network.Hidden;
        yield return ("item_embeddings.weight", [itemCount + 2L, c]); // padding, V items, mask
        yield return ("attribute_embeddings.weight", [attributeCount + 1L, c]);
        yield return ("position_embeddings.weight", [network.MaxLength, c]);
        for (var layer = 0; layer < network.Layers; layer++)
        {
            foreach (var parameter in OfLayer($"item_encoder.layer.{layer}.", c))
                yield return parameter;
        }

        foreach (var parameter in Norm("LayerNorm", c))
            yield return parameter;
        foreach (var head in (string[])["aap_norm", "mip_norm", "map_norm", "sp_norm"])
        {
            foreach (var parameter in Linear(head, c, c))
                yield return parameter;
        }
    }

    /// <summary>Refuses weights that are not exactly those of the network: one missing, one too many, of another shape, or not
    /// finite.</summary>
    /// <param name="source">The file, for the message.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="network">The hyper-parameters.</param>
    /// <param name="vocabulary">The rows.</param>
    /// <exception cref="CheckpointFormatException">Names the parameter and what is wrong with it.</exception>
    internal static void Verify(
        string source, IReadOnlyDictionary<string, WeightTensor> weights, NetworkOptions network, Vocabulary vocabulary)
    {
        var expected = Of(network, vocabulary.ItemCount, vocabulary.AttributeCount).ToDictionary(static p => p.Name, static p => p.Shape);
        foreach (var name in weights.Keys.Where(name => !expected.ContainsKey(name)))
        {
            throw new CheckpointFormatException(
                $"{source}: there is a tensor '{name}', which a network of {network.Layers} layers does not have. Is this S3-Rec?");
        }

        foreach (var (name, shape) in expected)
        {
            if (!weights.TryGetValue(name, out var tensor))
                throw new CheckpointFormatException($"{source}: the tensor '{name}' is missing. The network has it with shape {Text(shape)}.");
            if (!tensor.Shape.AsSpan().SequenceEqual(shape))
            {
                throw new CheckpointFormatException(
                    $"{source}: the tensor '{name}' has shape {Text(tensor.Shape)}; the hyper-parameters and the vocabulary " +
                    $"({vocabulary.ItemCount} items, {vocabulary.AttributeCount} attributes) ask for {Text(shape)}.");
            }

            if (tensor.Values.Length != ElementCount.Of(shape, source, name))
            {
                throw new CheckpointFormatException(
                    $"{source}: the tensor '{name}' of shape {Text(shape)} has {tensor.Values.Length} values. This is an error in the caller.");
            }

            Finite.Verify(source, name, tensor);
        }
    }

    /// <summary>A shape for messages: "(12, 64)".</summary>
    internal static string Text(IEnumerable<long> shape) => $"({string.Join(", ", shape)})";

    private static IEnumerable<(string Name, long[] Shape)> OfLayer(string prefix, long c) =>
    [
        .. Linear(prefix + "attention.query", c, c),
        .. Linear(prefix + "attention.key", c, c),
        .. Linear(prefix + "attention.value", c, c),
        .. Linear(prefix + "attention.dense", c, c),
        .. Norm(prefix + "attention.LayerNorm", c),
        .. Linear(prefix + "intermediate.dense_1", 4 * c, c),
        .. Linear(prefix + "intermediate.dense_2", c, 4 * c),
        .. Norm(prefix + "intermediate.LayerNorm", c),
    ];

    private static (string Name, long[] Shape)[] Linear(string name, long rows, long columns) =>
        [(name + ".weight", [rows, columns]), (name + ".bias", [rows])];

    private static (string Name, long[] Shape)[] Norm(string name, long c) => [(name + ".weight", [c]), (name + ".bias", [c])];
}
