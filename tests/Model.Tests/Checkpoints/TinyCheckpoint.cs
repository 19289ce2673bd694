using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Network;

namespace S3Rec.Model.Tests.Checkpoints;

/// <summary>A checkpoint small enough for tests, its weights random.</summary>
internal static class TinyCheckpoint
{
    public static NetworkOptions Network { get; } = new() { Hidden = 8, Layers = 2, Heads = 2, MaxLength = 6, Dropout = 0.25 };

    public static Checkpoint Create(string[]? items = null, string[]? attributes = null, int seed = 1)
    {
        var vocabulary = new Vocabulary(items ?? ["1", "2", "3"], attributes ?? ["1", "2"]);
        var info = new CheckpointInfo(
            seed,
            LogOffset: 12_345_678_901,
            Metrics: new Dictionary<string, double> { ["HR@10"] = 1.0 / 3, ["popularity.HR@10"] = 0 },
            CreatedAt: new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.FromHours(2)),
            Origin: "a test")
        {
            TrainedBefore = new DateTimeOffset(2024, 2, 28, 0, 0, 0, TimeSpan.Zero),
            BestEpoch = 17,
        };
        return new Checkpoint(Network, vocabulary, Weights(vocabulary, seed), info);
    }

    public static void AssertEqual(Checkpoint expected, Checkpoint actual)
    {
        Assert.Equal(expected.Network, actual.Network);
        Assert.Equal(expected.Vocabulary.Items, actual.Vocabulary.Items);
        Assert.Equal(expected.Vocabulary.Attributes, actual.Vocabulary.Attributes);
        Assert.Equal(expected.Info.Metrics, actual.Info.Metrics);
        Assert.Equal(expected.Info, actual.Info with { Metrics = expected.Info.Metrics });
        AssertEqual(expected.Weights, actual.Weights);
    }

    public static void AssertEqual(
        IReadOnlyDictionary<string, WeightTensor> expected, IReadOnlyDictionary<string, WeightTensor> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, tensor) in expected)
        {
            Assert.Equal(tensor.Shape, actual[name].Shape);
            Assert.Equal(Bits(tensor), Bits(actual[name]));
        }
    }

    private static int[] Bits(WeightTensor tensor) => Array.ConvertAll(tensor.Values, BitConverter.SingleToInt32Bits);

    private static Dictionary<string, WeightTensor> Weights(Vocabulary vocabulary, int seed)
    {
        var random = new Random(seed);
        return ParameterShapes.Of(Network, vocabulary.ItemCount, vocabulary.AttributeCount).ToDictionary(
            static parameter => parameter.Name,
            parameter => new WeightTensor(parameter.Shape, Values(parameter.Shape)));

        float[] Values(long[] shape)
        {
            var count = (int)shape.Aggregate(static (a, b) => a * b);
            return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        }
    }
}
