using System.Text.Json.Nodes;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;

namespace S3Rec.Model.Tests.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("s3rec-checkpoint-").FullName;

    private string Folder => Path.Combine(_parent, "model");

    [Fact]
    public void A_saved_checkpoint_loads_bit_by_bit()
    {
        var saved = TinyCheckpoint.Create(items: ["1", "line\nend", "\0", "日本 \"x\" \\"], attributes: ["\u007f", "red"]);

        CheckpointFolder.Save(Folder, saved);
        var loaded = CheckpointFolder.Load(Folder);

        TinyCheckpoint.AssertEqual(saved, loaded);
    }

    [Fact]
    public void Only_the_three_files_stay_behind()
    {
        CheckpointFolder.Save(Folder, TinyCheckpoint.Create());

        Assert.Equal([Folder], Directory.GetFileSystemEntries(_parent));
        Assert.Equal(
            ["manifest.json", "model.safetensors", "vocabulary.json"],
            Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_newer_checkpoint_replaces_the_older_one()
    {
        CheckpointFolder.Save(Folder, TinyCheckpoint.Create(seed: 1));
        var newer = TinyCheckpoint.Create(seed: 2);

        CheckpointFolder.Save(Folder, newer);

        TinyCheckpoint.AssertEqual(newer, CheckpointFolder.Load(Folder));
        Assert.Equal([Folder], Directory.GetFileSystemEntries(_parent));
    }

    [Fact]
    public void A_folder_that_is_not_a_checkpoint_is_left_alone()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "thesis.txt"), "ten years of work");

        var error = Assert.Throws<IOException>(() => CheckpointFolder.Save(Folder, TinyCheckpoint.Create()));

        Assert.Contains("something that is not a checkpoint", error.Message);
        Assert.Equal("ten years of work", File.ReadAllText(Path.Combine(Folder, "thesis.txt")));
    }

    [Fact]
    public void A_replacement_cut_off_between_its_renames_leaves_the_older_checkpoint()
    {
        var older = TinyCheckpoint.Create();
        CheckpointFolder.Save(Folder, older);
        Directory.Move(Folder, Folder + ".s3rec-replaced");
        Directory.CreateDirectory(Folder + ".s3rec-partial-0123456789abcdef0123456789abcdef");

        TinyCheckpoint.AssertEqual(older, CheckpointFolder.Load(Folder));

        var newer = TinyCheckpoint.Create(seed: 9);
        CheckpointFolder.Save(Folder, newer);
        TinyCheckpoint.AssertEqual(newer, CheckpointFolder.Load(Folder));
        Assert.Equal([Folder], Directory.GetFileSystemEntries(_parent));
    }

    [Theory]
    [InlineData("model", "model.old")]
    [InlineData("model", "model.tmp-1")]
    [InlineData("model", "model.s3rec-partial-mine")]
    [InlineData("m*", "model.s3rec-partial-0123456789abcdef0123456789abcdef")]
    public void Folders_of_others_beside_it_are_neither_read_nor_deleted(string name, string neighbour)
    {
        var (folder, kept) = (Path.Combine(_parent, name), TinyCheckpoint.Create(seed: 1));
        CheckpointFolder.Save(Path.Combine(_parent, neighbour), kept);

        var error = Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(folder));
        Assert.Contains("no such checkpoint", error.Message);
        CheckpointFolder.Save(folder, TinyCheckpoint.Create(seed: 2));
        CheckpointFolder.Save(folder, TinyCheckpoint.Create(seed: 3));

        TinyCheckpoint.AssertEqual(kept, CheckpointFolder.Load(Path.Combine(_parent, neighbour)));
    }

    [Fact]
    public void A_failed_write_does_not_put_a_backup_in_the_place_of_the_checkpoint()
    {
        CheckpointFolder.Save(Folder + ".old", TinyCheckpoint.Create());

        Assert.Throws<IOException>(() => new FolderSwap(Folder).Replace(static _ => throw new IOException("The disk is full.")));

        Assert.Equal([Folder + ".old"], Directory.GetFileSystemEntries(_parent));
    }

    [Fact]
    public void A_failed_save_keeps_the_older_checkpoint_and_leaves_nothing_beside_it()
    {
        var older = TinyCheckpoint.Create();
        CheckpointFolder.Save(Folder, older);
        var bad = TinyCheckpoint.Create(items: ["half a pair \ud800", "2"]);

        Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Save(Folder, bad));

        TinyCheckpoint.AssertEqual(older, CheckpointFolder.Load(Folder));
        Assert.Equal([Folder], Directory.GetFileSystemEntries(_parent));
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("vocabulary.json")]
    public void A_file_with_one_bit_changed_is_refused(string name)
    {
        CheckpointFolder.Save(Folder, TinyCheckpoint.Create());
        var path = Path.Combine(Folder, name);
        var bytes = File.ReadAllBytes(path);
        bytes[^3] ^= 1;
        File.WriteAllBytes(path, bytes);

        var error = Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(Folder));

        Assert.Contains($"{path}: the SHA-256 is ", error.Message);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("vocabulary.json")]
    public void A_torn_file_is_refused_with_both_lengths(string name)
    {
        CheckpointFolder.Save(Folder, TinyCheckpoint.Create());
        var path = Path.Combine(Folder, name);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^1]);

        var error = Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(Folder));

        Assert.Contains($"{path}: the file has {bytes.Length - 1} bytes; the manifest says {bytes.Length}", error.Message);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("vocabulary.json")]
    [InlineData("manifest.json")]
    public void A_missing_file_is_named(string name)
    {
        CheckpointFolder.Save(Folder, TinyCheckpoint.Create());
        File.Delete(Path.Combine(Folder, name));

        Assert.Contains(name, Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(Folder)).Message);
    }

    [Fact]
    public void A_newer_format_version_is_refused_with_the_remedy()
    {
        CheckpointFolder.Save(Folder, TinyCheckpoint.Create());
        EditManifest(manifest =>
        {
            manifest["formatVersion"] = 2;
            manifest["somethingNew"] = true;
        });

        var error = Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(Folder));

        Assert.Contains(
            "the format version is 2; this program reads version 1. Use the release of S3Rec that wrote it",
            error.Message);
    }

    [Theory]
    [InlineData("heads", 3, "heads is 3, which does not divide hidden, 8")]
    [InlineData("hidden", 2000, "hidden is 2000, not 1 to 1024")]
    [InlineData("layers", 0, "layers is 0, not 1 to 16")]
    [InlineData("maxLength", 1, "the maximum length is 1, not 2 to 1024")]
    [InlineData("dropout", 1, "dropout is 1, not 0 to below 1")]
    [InlineData("maxLength", 7, "the tensor 'position_embeddings.weight' has shape (6, 8)")]
    [InlineData("layers", 1, "there is a tensor 'item_encoder.layer.1.")]
    [InlineData("layers", 3, "the tensor 'item_encoder.layer.2.attention.query.weight' is missing")]
    public void Hyper_parameters_that_do_not_fit_are_refused(string name, int value, string message)
    {
        CheckpointFolder.Save(Folder, TinyCheckpoint.Create());
        EditManifest(manifest => manifest["network"]![name] = value);

        Assert.Contains(message, Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(Folder)).Message);
    }

    [Fact]
    public void A_vocabulary_of_another_digest_is_refused()
    {
        CheckpointFolder.Save(Folder, TinyCheckpoint.Create());
        EditManifest(manifest => manifest["vocabularyDigest"] = new string('0', 64));

        Assert.Contains(
            "the digest of the vocabulary is", Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(Folder)).Message);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void A_weight_that_is_not_finite_is_refused_by_name_and_place(float value, string text)
    {
        var checkpoint = TinyCheckpoint.Create();
        checkpoint.Weights["map_norm.weight"].Values[13] = value;

        var error = Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Save(Folder, checkpoint));

        Assert.Contains($"the tensor 'map_norm.weight' is {text} at index 13 of 64", error.Message);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void A_tensor_whose_values_do_not_fill_its_shape_is_refused()
    {
        var checkpoint = TinyCheckpoint.Create();
        var weights = new Dictionary<string, WeightTensor>(checkpoint.Weights) { ["LayerNorm.bias"] = new([8], new float[7]) };

        var error = Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Save(Folder, checkpoint with { Weights = weights }));

        Assert.Contains("the tensor 'LayerNorm.bias' of shape (8) has 7 values", error.Message);
    }

    [Fact]
    public void A_manifest_cut_anywhere_is_refused()
    {
        CheckpointFolder.Save(Folder, TinyCheckpoint.Create());
        var path = Path.Combine(Folder, "manifest.json");
        var bytes = File.ReadAllBytes(path);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(Folder));
        }
    }

    [Fact]
    public void A_metric_that_is_not_a_number_does_not_lose_the_checkpoint()
    {
        var checkpoint = TinyCheckpoint.Create();
        var info = checkpoint.Info with { Metrics = new Dictionary<string, double> { ["HR@10"] = double.NaN } };

        CheckpointFolder.Save(Folder, checkpoint with { Info = info });

        Assert.Equal(double.NaN, CheckpointFolder.Load(Folder).Info.Metrics["HR@10"]);
    }

    [Fact]
    public void Equal_digests_mean_equal_rows_even_with_zero_characters_in_ids()
    {
        Assert.NotEqual(new Vocabulary(["a\0b", "c"], []).Digest(), new Vocabulary(["a", "b\0c"], []).Digest());
        Assert.NotEqual(new Vocabulary(["a", "b"], []).Digest(), new Vocabulary(["b", "a"], []).Digest());
        Assert.NotEqual(new Vocabulary(["a"], ["b"]).Digest(), new Vocabulary(["a", "b"], []).Digest());
        Assert.Equal(
            "9e2b8c656485f338da1d0ae8fd9c88c4974379974c608a27569bad07d301d762", new Vocabulary(["a", "é"], ["x"]).Digest());
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    private void EditManifest(Action<JsonNode> edit)
    {
        var path = Path.Combine(Folder, "manifest.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        edit(manifest);
        File.WriteAllText(path, manifest.ToJsonString());
    }
}
