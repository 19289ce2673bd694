using S3Rec.Model.Checkpoints;
using S3Rec.Model.Network;

namespace S3Rec.Model.Tests.Ranking;

/// <summary>Networks of any shape with seeded random weights.</summary>
internal static class RandomNetwork
{
    public static Dictionary<string, WeightTensor> Create(NetworkOptions options, int itemCount, int seed)
    {
        var random = new Random(seed);
        var width = options.Hidden;
        var weights = new Dictionary<string, WeightTensor>
        {
            ["item_embeddings.weight"] = Uniform(random, 0.5f, itemCount + 2, width),
            ["attribute_embeddings.weight"] = Uniform(random, 0.5f, 4, width),
            ["position_embeddings.weight"] = Uniform(random, 0.5f, options.MaxLength, width),
        };
        AddNorm(weights, "LayerNorm", width, random);
        foreach (var head in (string[])["aap", "mip", "map", "sp"]) AddDense(weights, head + "_norm", width, width, random);

        for (var layer = 0; layer < options.Layers; layer++)
        {
            var name = $"item_encoder.layer.{layer}.";
            foreach (var part in (string[])["attention.query", "attention.key", "attention.value", "attention.dense"])
                AddDense(weights, name + part, width, width, random);

            AddNorm(weights, name + "attention.LayerNorm", width, random);
            AddDense(weights, name + "intermediate.dense_1", width, 4 * width, random);
            AddDense(weights, name + "intermediate.dense_2", 4 * width, width, random);
            AddNorm(weights, name + "intermediate.LayerNorm", width, random);
        }

        return weights;
    }

    private static void AddDense(Dictionary<string, WeightTensor> weights, string name, int inputs, int outputs, Random random)
    {
        weights[name + ".weight"] = Uniform(random, 1 / MathF.Sqrt(inputs), outputs, inputs);
        weights[name + ".bias"] = Uniform(random, 0.2f, outputs);
    }

    private static void AddNorm(Dictionary<string, WeightTensor> weights, string name, int width, Random random)
    {
        var scale = Uniform(random, 0.3f, width);
        weights[name + ".weight"] = scale with { Values = [.. scale.Values.Select(v => 1 + v)] };
        weights[name + ".bias"] = Uniform(random, 0.3f, width);
    }

    private static WeightTensor Uniform(Random random, float bound, params long[] shape)
        => new(shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => ((random.NextSingle() * 2) - 1) * bound)]);
}
