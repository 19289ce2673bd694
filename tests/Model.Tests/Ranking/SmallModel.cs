using S3Rec.Model.Checkpoints;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;
using TorchSharp;

namespace S3Rec.Model.Tests.Ranking;

/// <summary>A random network with a blend and cold items, seeded; what the tests of both rankers rank with.</summary>
internal sealed class SmallModel
{
    public const int ItemCount = 700; // more than a stretch of the catalogue
    public const int AttributeCount = 12;
    public const int FirstColdRow = ItemCount + 2;

    private readonly Dictionary<string, WeightTensor> _weights = RandomNetwork.Create(Options, ItemCount, seed: 31);

    public SmallModel()
    {
        var random = new Random(32);
        ReadOnlyMemory<int>[] sequences = [.. Enumerable.Range(0, 400).Select(_ => (ReadOnlyMemory<int>)Items(random, 9))];
        // Attribute 12 is that of every item: it tells none apart.
        Attributes = new AttributeSimilarity(
            [[], .. Enumerable.Range(0, ItemCount).Select(_ => Some(random).Append(AttributeCount).ToArray())], AttributeCount);
        Blend = new Blend(3, 2, ItemTransitions.Count(sequences, ItemCount), Attributes);
        Cold = new ColdItems([[], [AttributeCount], .. Enumerable.Range(0, 48).Select(_ => Some(random))], AttributeCount);
    }

    public static NetworkOptions Options { get; } = new() { Hidden = 16, Layers = 1, MaxLength = 6 };

    public AttributeSimilarity Attributes { get; }

    public Blend Blend { get; }

    /// <summary>50 items: the first has no attributes, the second only the one that all have.</summary>
    public ColdItems Cold { get; }

    public CpuRankerWeights Weights => new CpuRankerWeights(Options, _weights).With(Blend);

    public float[] Embedding(int row) => _weights["item_embeddings.weight"].Values.AsSpan(row * Options.Hidden, Options.Hidden).ToArray();

    /// <summary>"cpu" or "torch".</summary>
    public IRanker Ranker(string kind, Blend? blend) => kind == "cpu"
        ? new CpuRanker(new CpuRankerWeights(Options, _weights).With(blend))
        : new TorchRanker(Options, _weights, torch.CPU, blend);

    public IRanker Ranker(string kind) => Ranker(kind, Blend);

    public static int[] Items(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(1, ItemCount + 1))];

    public static RankedList Rank(IRanker ranker, RankQuery query)
    {
        var lists = new RankedList[1];
        ranker.Rank([query], lists);
        return lists[0];
    }

    private static int[] Some(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, AttributeCount)).Distinct().Order()];
}
