using System.Text.Json;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Network;

namespace S3Rec.Model.Tests.Reference;

/// <summary>The tiny network of network.json: its weights, and the values the original implementation computed with it.</summary>
internal static class ReferenceNetwork
{
    private static readonly JsonElement Root = Read("network.json");

    public const int ItemCount = 10;
    public const int AttributeCount = 5;

    public static NetworkOptions Options { get; } = new() { Hidden = 8, Layers = 2, Heads = 2, MaxLength = 6, Dropout = 0 };

    public static JsonElement Finetune => Root.GetProperty("finetune");

    public static JsonElement Pretrain => Root.GetProperty("pretrain");

    public static JsonElement Metrics => Root.GetProperty("metrics");

    public static IReadOnlyDictionary<string, WeightTensor> Weights { get; } =
        Root.GetProperty("weights").EnumerateObject().ToDictionary(static p => p.Name, static p => Tensor(p.Value));

    public static S3RecNetwork Create()
    {
        var network = new S3RecNetwork(Options, ItemCount, AttributeCount);
        NetworkWeights.Import(network, Weights);
        return network;
    }

    public static JsonElement Read(string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reference", file))).RootElement;

    public static WeightTensor Tensor(JsonElement element) => new(
        element.GetProperty("shape").Deserialize<long[]>()!,
        element.GetProperty("values").Deserialize<float[]>()!);

    public static int[][] Rows(JsonElement element) => element.Deserialize<int[][]>()!;
}
