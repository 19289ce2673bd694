using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;
using S3Rec.Model.Tests.Reference;
using TorchSharp;

namespace S3Rec.Model.Tests.Ranking;

public sealed class TorchRankerTests
{
    [Fact]
    public void Both_rankers_agree_on_the_tiny_network()
        => RankerParity.AssertAgree(ReferenceNetwork.Options, ReferenceNetwork.Weights, seed: 1);

    [Fact]
    public void Both_rankers_agree_on_a_random_network()
    {
        var options = new NetworkOptions { Hidden = 48, Heads = 3, Layers = 3, MaxLength = 20 };

        RankerParity.AssertAgree(options, RandomNetwork.Create(options, itemCount: 2000, seed: 2), seed: 3);
    }

    [Fact]
    public void Both_rankers_agree_on_a_blend()
    {
        var options = new NetworkOptions { Hidden = 16, Layers = 1, MaxLength = 20 };
        var random = new Random(4);
        int[] Rows(int count, int most) => [.. Enumerable.Range(0, count).Select(_ => random.Next(1, most + 1))];
        var blend = new Blend(
            3, 2,
            ItemTransitions.Count([.. Enumerable.Range(0, 500).Select(_ => (ReadOnlyMemory<int>)Rows(9, 700))], itemCount: 700),
            new AttributeSimilarity([[], .. Enumerable.Range(0, 700).Select(_ => Rows(3, 12).Distinct().Order().ToArray())], attributeCount: 12));

        RankerParity.AssertAgree(options, RandomNetwork.Create(options, itemCount: 700, seed: 5), seed: 6, blend);
    }

    [Theory]
    [InlineData("Beauty")]
    [InlineData("LastFM")]
    public void Both_rankers_agree_on_a_published_checkpoint_with_a_blend_and_cold_items(string name)
    {
        var checkpoint = CheckpointFile.Open(SharedData.PathOrSkip($"{name}-epochs-150.pt"));
        var data = DataSet.Load(Path.GetDirectoryName(SharedData.PathOrSkip($"{name}.txt"))!, name);
        var statistics = ChallengerSet.OfTrainingParts(data);

        RankerParity.AssertAgree(
            checkpoint.Network, checkpoint.Weights, seed: 7, new Blend(4, 2, statistics.Transitions, statistics.Attributes));
    }

    [Fact]
    public void Ties_go_to_the_lower_row()
    {
        using var ranker = Ranker(WithTable(static _ => 0));

        Assert.Equal([1, 2, 3, 5, 6], Rank(ranker, new RankQuery([6, 2], [4], 5))[0].Rows);
        Assert.Equal([1, 2], Rank(ranker, new RankQuery([6, 2], [3, 4, 5, 6, 7, 8, 9, 10], 5))[0].Rows);
        Assert.Empty(Rank(ranker, new RankQuery([6, 2], [.. Enumerable.Range(1, 10)], 5))[0].Rows);
    }

    [Fact]
    public void Scores_that_are_not_numbers_give_an_error_and_no_list()
    {
        using var ranker = Ranker(WithTable(static i => i / 8 == 5 ? float.NaN : i % 7));

        Assert.Throws<NotFiniteNumberException>(() => Rank(ranker, new RankQuery([1], [], 3)));
    }

    [Fact]
    public void A_query_that_breaks_its_contract_is_refused()
    {
        using var ranker = Ranker(ReferenceNetwork.Weights);

        var error = Assert.Throws<ArgumentException>(() => Rank(ranker, new RankQuery([11], [], 3)));

        Assert.Contains("row 11 at index 0", error.Message);
    }

    [Fact]
    public void Ranking_leaves_no_tensor_behind_and_disposal_frees_the_rest()
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var ranker = Ranker(ReferenceNetwork.Weights);
        var loaded = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 3; i++) Rank(ranker, new RankQuery([1, 2], [3], 3), new RankQuery([4], [], 2));
        var ranked = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        ranker.Dispose();

        Assert.True(loaded > before);
        Assert.Equal(loaded, ranked);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static TorchRanker Ranker(IReadOnlyDictionary<string, WeightTensor> weights)
        => new(ReferenceNetwork.Options, weights, torch.CPU);

    private static Dictionary<string, WeightTensor> WithTable(Func<int, float> value) => new(ReferenceNetwork.Weights)
    {
        ["item_embeddings.weight"] = new WeightTensor([12, 8], [.. Enumerable.Range(0, 96).Select(value)]),
    };

    private static RankedList[] Rank(TorchRanker ranker, params RankQuery[] queries)
    {
        var lists = new RankedList[queries.Length];
        ranker.Rank(queries, lists);
        return lists;
    }
}
