using S3Rec.Model.Checkpoints;
using S3Rec.Model.Network;

namespace S3Rec.Model.Tests.Ranking;

/// <summary>The encoder once more, as plainly as it can be written, in double precision: what the fast one is compared with.</summary>
internal sealed class PlainEncoder(NetworkOptions options, IReadOnlyDictionary<string, WeightTensor> weights)
{
    /// <summary>The score of every row after the history, (V + 2).</summary>
    public double[] Scores(int[] history)
    {
        var hidden = Encode(history[^Math.Min(history.Length, options.MaxLength)..]);
        var rows = weights["item_embeddings.weight"].Shape[0];
        return [.. Enumerable.Range(0, (int)rows).Select(row => Row("item_embeddings.weight", row).Zip(hidden, (a, b) => a * b).Sum())];
    }

    private double[] Encode(int[] history)
    {
        var x = history.Select((item, i) => Norm(
            "LayerNorm", Add(Row("item_embeddings.weight", item), Row("position_embeddings.weight", options.MaxLength - history.Length + i)))).ToArray();
        for (var layer = 0; layer < options.Layers; layer++)
        {
            var name = $"item_encoder.layer.{layer}.";
            var context = Attention(name, x);
            x = [.. x.Select((row, t) => Norm(name + "attention.LayerNorm", Add(row, Dense(name + "attention.dense", context[t]))))];
            x = [.. x.Select(row => Norm(name + "intermediate.LayerNorm", Add(row, FeedForward(name + "intermediate.dense_", row))))];
        }

        return x[^1];
    }

    private double[][] Attention(string name, double[][] x)
    {
        var q = x.Select(row => Dense(name + "attention.query", row)).ToArray();
        var k = x.Select(row => Dense(name + "attention.key", row)).ToArray();
        var v = x.Select(row => Dense(name + "attention.value", row)).ToArray();
        var head = options.Hidden / options.Heads;
        return [.. q.Select((query, t) => Enumerable.Range(0, options.Hidden).Select(c =>
        {
            var first = c / head * head;
            var powers = Enumerable.Range(0, t + 1).Select(j => Math.Exp(
                Enumerable.Range(first, head).Sum(d => query[d] * k[j][d]) / Math.Sqrt(head))).ToArray();
            return powers.Select((p, j) => p * v[j][c]).Sum() / powers.Sum();
        }).ToArray())];
    }

    private double[] FeedForward(string name, double[] x)
        => Dense(name + "2", [.. Dense(name + "1", x).Select(v => v / 2 * (1 + ErrorFunction.Of(v / Math.Sqrt(2))))]);

    private double[] Dense(string name, double[] x)
        => [.. weights[name + ".bias"].Values.Select((bias, o) => bias + Row(name + ".weight", o).Zip(x, (a, b) => a * b).Sum())];

    private double[] Norm(string name, double[] x)
    {
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + 1e-12);
        return [.. x.Select((v, c) => ((v - mean) / deviation * weights[name + ".weight"].Values[c]) + weights[name + ".bias"].Values[c])];
    }

    private double[] Row(string name, int row)
    {
        var width = (int)weights[name].Shape[1];
        return [.. weights[name].Values.AsSpan(row * width, width).ToArray().Select(v => (double)v)];
    }

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
