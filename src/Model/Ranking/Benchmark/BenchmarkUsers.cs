using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Network;

namespace S3Rec.Model.Ranking.Benchmark;

/// <summary>Whom to rank for, and with what.</summary>
/// <param name="Weights">The model.</param>
/// <param name="Histories">Item rows by user, oldest first, none empty.</param>
public sealed record BenchmarkUsers(CpuRankerWeights Weights, int[][] Histories)
{
    /// <summary>The users of a data set with a checkpoint, those of whose items it knows some.</summary>
    /// <param name="checkpoint">The model, its blend included.</param>
    /// <param name="data">The data set.</param>
    /// <exception cref="ArgumentException">The checkpoint knows none of the items.</exception>
    public static BenchmarkUsers Of(Checkpoint checkpoint, SequenceData data)
    {
        var map = new RowMap(data, checkpoint.Vocabulary);
        int[][] known = [.. data.Sequences.Select(items => map.HistoryOfModel(items)).Where(static items => items.Length > 0)];
        return known.Length > 0
            ? new BenchmarkUsers(CpuRankerWeights.Of(checkpoint), known)
            : throw new ArgumentException(
                $"The checkpoint knows none of the {data.Vocabulary.ItemCount} items of the data. Take it and the data from the same place.");
    }

    /// <summary>A catalogue of any size with random weights, and 10,000 users. Ranking costs the same whatever the weights are; histories have
    /// 5 items and more, 9 on average, as in a shop's data after the usual filtering, and popular items are in many.</summary>
    /// <param name="itemCount">V, 1 or more.</param>
    /// <param name="network">The shape of the network.</param>
    /// <param name="seed">The same seed gives the same.</param>
    public static BenchmarkUsers Random(int itemCount, NetworkOptions network, int seed)
    {
        const int Users = 10_000;
        const double More = 0.8; // chance of another item: 4 beyond the first 5 on average
        var random = new Random(seed);
        var weights = ParameterShapes.Of(network, itemCount, attributeCount: 0).ToDictionary(
            static parameter => parameter.Name, parameter => RandomWeight(parameter.Name, parameter.Shape, random));
        var histories = new int[Users][];
        for (var user = 0; user < Users; user++)
        {
            var length = 5;
            while (length < network.MaxLength && random.NextDouble() < More) length++;
            histories[user] = [.. Enumerable.Range(0, length).Select(_ => Popular(itemCount, random))];
        }

        return new BenchmarkUsers(new CpuRankerWeights(network, weights), histories);
    }

    /// <summary>Row r with a chance of about 1/r.</summary>
    private static int Popular(int itemCount, Random random) =>
        Math.Clamp((int)Math.Exp(random.NextDouble() * Math.Log(itemCount + 1.0)), 1, itemCount);

    private static WeightTensor RandomWeight(string name, long[] shape, Random random)
    {
        var values = new float[shape.Aggregate(1L, static (a, b) => a * b)];
        if (name.EndsWith("LayerNorm.weight", StringComparison.Ordinal)) Array.Fill(values, 1);
        else if (shape.Length > 1) for (var i = 0; i < values.Length; i++) values[i] = (random.NextSingle() - 0.5f) * 0.1f;
        return new WeightTensor(shape, values);
    }
}
