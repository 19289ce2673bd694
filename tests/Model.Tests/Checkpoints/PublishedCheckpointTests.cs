using S3Rec.Model.Checkpoints;

namespace S3Rec.Model.Tests.Checkpoints;

public sealed class PublishedCheckpointTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Hyper_parameters_and_vocabulary_are_told_by_the_shapes(bool isLegacy)
    {
        var original = TinyCheckpoint.Create();
        Write(isLegacy, original.Weights);

        var imported = CheckpointFile.Open(_path);

        Assert.Equal(TinyCheckpoint.Network with { Dropout = 0.5 }, imported.Network);
        Assert.Equal(["1", "2", "3"], imported.Vocabulary.Items);
        Assert.Equal(["1", "2"], imported.Vocabulary.Attributes);
        Assert.Null(imported.Info.Seed);
        Assert.Equal($"imported from {Path.GetFileName(_path)}", imported.Info.Origin);
        TinyCheckpoint.AssertEqual(original.Weights, imported.Weights);
    }

    [Fact]
    public void An_imported_checkpoint_survives_the_folder_format()
    {
        Write(isLegacy: true, TinyCheckpoint.Create().Weights);
        var imported = CheckpointFile.Open(_path);
        var folder = Directory.CreateTempSubdirectory("s3rec-import-").FullName;

        CheckpointFolder.Save(folder, imported);

        TinyCheckpoint.AssertEqual(imported, CheckpointFile.Open(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Heads_can_be_given_and_must_divide_the_width()
    {
        Write(isLegacy: true, TinyCheckpoint.Create().Weights);

        Assert.Equal(4, CheckpointFile.Open(_path, publishedHeads: 4).Network.Heads);
        Assert.Contains(
            "heads is 3, which does not divide hidden, 8",
            Assert.Throws<CheckpointFormatException>(() => CheckpointFile.Open(_path, publishedHeads: 3)).Message);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        Write(isLegacy: false, TinyCheckpoint.Create().Weights.Where(static t => t.Key != "mip_norm.bias").ToDictionary());

        Assert.Contains("the tensor 'mip_norm.bias' is missing", Refused());
    }

    [Fact]
    public void A_network_of_another_kind_is_refused()
    {
        Write(isLegacy: false, new Dictionary<string, WeightTensor> { ["fc.weight"] = new([2, 2], [1, 2, 3, 4]) });

        Assert.Contains("there is no matrix 'item_embeddings.weight' among its 1 tensors. This is not a checkpoint of S3-Rec", Refused());
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_refused()
    {
        var weights = TinyCheckpoint.Create().Weights;
        weights["LayerNorm.bias"].Values[2] = float.NaN;
        Write(isLegacy: true, weights);

        Assert.Contains("the tensor 'LayerNorm.bias' is NaN at index 2 of 8", Refused());
    }

    [Fact]
    public void A_path_that_is_not_there_is_named()
    {
        var path = _path + "-nothing";

        Assert.Contains(
            $"{path}: there is no such checkpoint", Assert.Throws<CheckpointFormatException>(() => CheckpointFile.Open(path)).Message);
    }

    /// <summary>Sums computed in float64 by Python from the same files; the order of summation differs, hence the tolerance.</summary>
    [Theory]
    [InlineData("Beauty", 12_101, 637, 12196.574918494896, -0.026173243299126625f, 0.04808837175369263f, -35.480628914370755)]
    [InlineData("LastFM", 3_646, 388, 2134.608011116708, -8.981971768662333e-05f, 0.018354106694459915f, -8.009762037493147)]
    public void The_published_checkpoints_import(
        string name, int items, int attributes, double itemSum, float first, float last, double denseSum)
    {
        var path = SharedData.PathOrSkip($"{name}-epochs-150.pt");

        var checkpoint = CheckpointFile.Open(path);

        Assert.Equal((64, 2, 2, 50), (checkpoint.Network.Hidden, checkpoint.Network.Layers, checkpoint.Network.Heads, checkpoint.Network.MaxLength));
        Assert.Equal((items, attributes), (checkpoint.Vocabulary.ItemCount, checkpoint.Vocabulary.AttributeCount));
        var table = checkpoint.Weights["item_embeddings.weight"];
        Assert.Equal([items + 2, 64], table.Shape);
        Assert.Equal((first, last), (table.Values[0], table.Values[^1]));
        Assert.Equal(itemSum, table.Values.Sum(static v => (double)v), 1e-6);
        var dense = checkpoint.Weights["item_encoder.layer.1.intermediate.dense_2.weight"];
        Assert.Equal(denseSum, dense.Values.Sum(static v => (double)v), 1e-6);
    }

    public void Dispose() => File.Delete(_path);

    private void Write(bool isLegacy, IReadOnlyDictionary<string, WeightTensor> weights) =>
        File.WriteAllBytes(_path, TorchWriter.Write(isLegacy, weights));

    private string Refused() => Assert.Throws<CheckpointFormatException>(() => CheckpointFile.Open(_path)).Message;
}
