using System.Globalization;
using S3Rec.Model.Data;
using S3Rec.Model.Network;

namespace S3Rec.Model.Checkpoints;

/// <summary>
/// Imports the checkpoints published with the S3-Rec paper. Their hyper-parameters are told by the shapes of the weights; items
/// and attributes are the integers of the published data sets: row r is the id "r".
/// </summary>
internal static class PublishedCheckpoint
{
    /// <summary>Attention heads of every published checkpoint.</summary>
    public const int HeadsAsPublished = 2;

    /// <summary>Imports a file that `torch.save` wrote.</summary>
    /// <exception cref="CheckpointFormatException">It is not such a file, or does not hold S3-Rec.</exception>
    public static Checkpoint Import(string path, int heads)
    {
        var weights = TorchFile.Read(path);
        var itemTable = Matrix(path, weights, "item_embeddings.weight");
        var attributeTable = Matrix(path, weights, "attribute_embeddings.weight");
        var network = new NetworkOptions
        {
            Hidden = itemTable.Columns,
            Layers = CountLayers(weights),
            Heads = heads,
            MaxLength = Matrix(path, weights, "position_embeddings.weight").Rows,
        };
        NetworkBounds.Verify(path, network);

        var (items, attributes) = (itemTable.Rows - 2, attributeTable.Rows - 1);
        if (items < 1 || attributes < 0)
        {
            throw new CheckpointFormatException(
                $"{path}: the tables hold {items} items and {attributes} attributes. Is this S3-Rec?");
        }

        var vocabulary = new Vocabulary(Numbers(items), Numbers(attributes));
        ParameterShapes.Verify(path, weights, network, vocabulary);
        var info = new CheckpointInfo(
            Seed: null,
            LogOffset: 0,
            Metrics: new Dictionary<string, double>(),
            CreatedAt: File.GetLastWriteTimeUtc(path),
            Origin: $"imported from {Path.GetFileName(path)}");
        return new Checkpoint(network, vocabulary, weights, info) { IsWithoutIds = true };
    }

    private static int CountLayers(Dictionary<string, WeightTensor> weights)
    {
        var layers = 0;
        while (weights.ContainsKey($"item_encoder.layer.{layers}.attention.query.weight"))
            layers++;
        return layers;
    }

    private static (int Rows, int Columns) Matrix(string path, Dictionary<string, WeightTensor> weights, string name)
    {
        // Both sizes of a tensor that has been read fit an int, unless it is empty.
        if (weights.TryGetValue(name, out var tensor) && tensor.Shape.Length == 2 && tensor.Values.Length > 0)
            return ((int)tensor.Shape[0], (int)tensor.Shape[1]);

        throw new CheckpointFormatException(
            $"{path}: there is no matrix '{name}' among its {weights.Count} tensors. This is not a checkpoint of S3-Rec; it " +
            "must be the state dictionary itself, as saved by 'torch.save(model.state_dict(), path)'.");
    }

    private static IEnumerable<string> Numbers(int count) =>
        Enumerable.Range(1, count).Select(static row => row.ToString(CultureInfo.InvariantCulture));
}
