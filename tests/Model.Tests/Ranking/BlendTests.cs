using S3Rec.Model.Network;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;
using S3Rec.Model.Tests.Reference;

namespace S3Rec.Model.Tests.Ranking;

public sealed class BlendTests
{
    private const int ItemCount = 1300; // several stretches of the catalogue
    private static readonly NetworkOptions Options = new() { Hidden = 16, Layers = 1, MaxLength = 8 };

    [Theory, MemberData(nameof(CpuRankerTests.Widths), MemberType = typeof(CpuRankerTests))]
    public void A_blended_score_is_the_sum_of_its_parts(int lanes)
    {
        var random = new Random(5);
        var (transitions, attributes) = Statistics(random);
        var plain = new CpuRankerWeights(Options, RandomNetwork.Create(Options, ItemCount, seed: 6), lanes);
        using var network = new CpuRanker(plain);
        using var blended = new CpuRanker(plain.With(new Blend(2.5f, 0.75f, transitions, attributes)));
        using var untrained = new ChallengerRanker(Popularity.Count([], ItemCount), (transitions, 2.5f), (attributes, 0.75f));

        // More than one pass, and batches that are no multiple of four.
        var queries = Enumerable.Range(0, 70).Select(_ => new RankQuery(Items(random, 7), [3, 700, 1300], ItemCount)).ToArray();
        var (alone, extras, together) = (Lists(network, queries), Lists(untrained, queries), Lists(blended, queries));

        for (var q = 0; q < queries.Length; q++)
        {
            var (model, extra) = (ByRow(alone[q]), ByRow(extras[q]));
            Assert.Equal(ItemCount - 3, together[q].Rows.Length);
            Assert.All(together[q].Rows.Zip(together[q].Scores), item => Assert.Equal(model[item.First] + extra[item.First], item.Second, 1e-4));
            Assert.Equal(together[q].Scores.OrderDescending(), together[q].Scores);
        }
    }

    [Fact]
    public void The_rank_of_a_target_is_its_place_in_the_blended_list()
    {
        var random = new Random(7);
        var (transitions, attributes) = Statistics(random);
        var weights = new CpuRankerWeights(Options, RandomNetwork.Create(Options, ItemCount, seed: 8));
        using var ranker = new CpuRanker(weights.With(new Blend(4, 2, transitions, attributes)));
        var history = Items(random, 5);
        int[] exclude = [.. history.Distinct().Order()];
        var list = Lists(ranker, [new RankQuery(history, exclude, 200)])[0];
        var ranks = new int[200];

        ranker.RankTargets([.. list.Rows.Select(row => new TargetQuery(history, exclude, row))], ranks);

        Assert.Equal(Enumerable.Range(0, 200), ranks);
    }

    [Fact]
    public void A_blend_that_does_not_fit_is_refused_with_the_numbers()
    {
        var (transitions, attributes) = Statistics(new Random(1));
        var weights = new CpuRankerWeights(ReferenceNetwork.Options, ReferenceNetwork.Weights);

        Assert.Contains("1300 items, the network of 10", Assert.Throws<ArgumentException>(
            () => weights.With(new Blend(1, 1, transitions, attributes))).Message);
        Assert.Contains("λ is NaN", Assert.Throws<ArgumentException>(() => new Blend(float.NaN, 1, transitions, attributes)).Message);
        Assert.Contains("μ is -1", Assert.Throws<ArgumentException>(() => new Blend(1, -1, transitions, attributes)).Message);
    }

    private static (ItemTransitions Transitions, AttributeSimilarity Attributes) Statistics(Random random)
    {
        ReadOnlyMemory<int>[] sequences = [.. Enumerable.Range(0, 3000).Select(_ => (ReadOnlyMemory<int>)Items(random, 10))];
        int[][] attributes =
            [[], .. Enumerable.Range(0, ItemCount).Select(_ => Enumerable.Range(0, 3).Select(_ => random.Next(1, 21)).Distinct().Order().ToArray())];
        return (ItemTransitions.Count(sequences, ItemCount), new AttributeSimilarity(attributes, attributeCount: 20));
    }

    private static int[] Items(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(1, ItemCount + 1))];

    private static RankedList[] Lists(IListRanker ranker, RankQuery[] queries)
    {
        var lists = new RankedList[queries.Length];
        ranker.Rank(queries, lists);
        return lists;
    }

    private static Dictionary<int, float> ByRow(RankedList list) =>
        list.Rows.Zip(list.Scores).ToDictionary(static item => item.First, static item => item.Second);
}
