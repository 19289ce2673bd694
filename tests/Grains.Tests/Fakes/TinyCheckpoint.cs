using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>A real checkpoint of a very small network with random weights.</summary>
internal static class TinyCheckpoint
{
    private static readonly NetworkOptions Network = new() { Hidden = 8, Layers = 1, Heads = 2, MaxLength = 10 };

    public static void Write(string folder, Vocabulary vocabulary, int seed, Blend? blend = null) => CheckpointFolder.Save(
        folder, Create(vocabulary, seed, logOffset: 0, new Dictionary<string, double>()) with { Blend = blend });

    public static Checkpoint Create(Vocabulary vocabulary, int seed, long logOffset, IReadOnlyDictionary<string, double> metrics)
    {
        var random = new Random(seed);
        var weights = ParameterShapes.Of(Network, vocabulary.ItemCount, vocabulary.AttributeCount).ToDictionary(
            p => p.Name,
            p => new WeightTensor(p.Shape, Values(random, p.Shape.Aggregate(1L, (a, b) => a * b))));
        return new(Network, vocabulary, weights, new CheckpointInfo(seed, logOffset, metrics, DateTimeOffset.UnixEpoch, "a test"));
    }

    private static float[] Values(Random random, long count)
    {
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(random.NextDouble() - 0.5);
        return values;
    }
}
