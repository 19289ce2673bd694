using S3Rec.Model.Checkpoints;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Tests.Checkpoints;

public sealed class BlendFileTests : IDisposable
{
    private static readonly ItemTransitions Transitions = ItemTransitions.Count([new[] { 1, 2, 3 }, new[] { 2, 3 }], itemCount: 3);
    private static readonly AttributeSimilarity Attributes = new([[], [1], [1, 2], []], attributeCount: 2);

    private readonly string _folder = Directory.CreateTempSubdirectory("s3rec-").FullName;

    private string Folder => Path.Combine(_folder, "checkpoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_blend_comes_back_as_it_was_saved()
    {
        CheckpointFolder.Save(Folder, Blended(12.5f, 0.25f));

        var blend = CheckpointFolder.Load(Folder).Blend!;

        Assert.Equal((12.5f, 0.25f), (blend.TransitionWeight, blend.AttributeWeight));
        Assert.Equal(Transitions.Similarities.Starts, blend.Transitions.Similarities.Starts);
        Assert.Equal(Transitions.Similarities.Columns, blend.Transitions.Similarities.Columns);
        Assert.Equal(Transitions.Similarities.Values, blend.Transitions.Similarities.Values);
        Assert.Equal(Attributes.AttributesOfItem, blend.Attributes.AttributesOfItem);
    }

    [Fact]
    public void A_checkpoint_without_a_blend_has_no_file_of_it()
    {
        CheckpointFolder.Save(Folder, TinyCheckpoint.Create());

        Assert.False(File.Exists(Path.Combine(Folder, "blend.safetensors")));
        Assert.DoesNotContain("blend", File.ReadAllText(Path.Combine(Folder, "manifest.json")), StringComparison.Ordinal);
        Assert.Null(CheckpointFolder.Load(Folder).Blend);
    }

    [Fact]
    public void An_altered_blend_is_refused()
    {
        CheckpointFolder.Save(Folder, Blended(1, 1));
        var path = Path.Combine(Folder, "blend.safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Contains("SHA-256", Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Load(Folder)).Message);
    }

    [Theory]
    [InlineData("transitions.items", 1, 7f, "'transitions.items' holds 7")]
    [InlineData("transitions.items", 1, 1.5f, "'transitions.items' holds 1.5")]
    [InlineData("transitions.counts", 1, 1f, "'transitions.items' has 6 values; 5 are needed")]
    [InlineData("transitions.counts", 1, -1f, "'transitions.counts' holds -1")]
    [InlineData("transitions.similarities", 0, float.NaN, "'transitions.similarities' is NaN")]
    [InlineData("attributes.rows", 2, 1f, "'attributes.rows' holds 1 where a whole number from 2 to 2")]
    public void Statistics_that_cannot_be_are_refused_by_name(string tensor, int index, float value, string message)
    {
        using var file = new MemoryStream();
        BlendFile.Write(file, Blended(1, 1).Blend!);
        var tensors = Safetensors.Read(file, "blend");
        tensors[tensor].Values[index] = value;
        using var altered = new MemoryStream();
        Safetensors.Write(altered, tensors, new Dictionary<string, string>());

        var error = Assert.Throws<CheckpointFormatException>(
            () => BlendFile.Read(altered, "blend", new ManifestBlend(1, 1), TinyCheckpoint.Create().Vocabulary));

        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void A_blend_of_other_rows_is_not_saved() => Assert.Contains(
        "of 3 items and 2 attributes, the vocabulary of 4 and 2",
        Assert.Throws<CheckpointFormatException>(() => CheckpointFolder.Save(
            Folder, TinyCheckpoint.Create(items: ["1", "2", "3", "4"]) with { Blend = Blended(1, 1).Blend })).Message);

    private static Checkpoint Blended(float lambda, float mu) =>
        TinyCheckpoint.Create() with { Blend = new Blend(lambda, mu, Transitions, Attributes) };
}
