using System.Text.Json;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Network;

namespace S3Rec.Model.Tests.Ranking;

/// <summary>The network of Reference/network.json: 10 items, width 8, 2 layers, 2 heads, length 6.</summary>
internal static class TinyNetwork
{
    public static readonly NetworkOptions Options = new() { Hidden = 8, Layers = 2, Heads = 2, MaxLength = 6 };

    private static readonly JsonElement Reference = ReadReference();

    public static IReadOnlyDictionary<string, WeightTensor> Weights { get; } =
        Reference.GetProperty("weights").EnumerateObject().ToDictionary(p => p.Name, p => Tensor(p.Value));

    /// <summary>The finetuning inputs without their padding.</summary>
    public static int[][] Histories { get; } =
        [.. Reference.GetProperty("finetune").GetProperty("input_ids").Deserialize<int[][]>()!.Select(row => row.Where(i => i != 0).ToArray())];

    /// <summary>(3, 12): what the original scores after each of <see cref="Histories"/>, padding and mask rows included.</summary>
    public static WeightTensor FullScores { get; } = Tensor(Reference.GetProperty("finetune").GetProperty("full_scores_last_position"));

    public static JsonElement Metrics => Reference.GetProperty("metrics");

    private static WeightTensor Tensor(JsonElement json)
        => new(json.GetProperty("shape").Deserialize<long[]>()!, json.GetProperty("values").Deserialize<float[]>()!);

    private static JsonElement ReadReference()
        => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reference", "network.json"))).RootElement;
}
