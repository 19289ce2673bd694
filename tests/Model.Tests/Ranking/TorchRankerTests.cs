using S3Rec.Model.Checkpoints;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking;
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

        Assert.Contains("row 11 at index 0", Assert.Throws<ArgumentException>(() => Rank(ranker, new RankQuery([11], [], 3))).Message);
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

    private static TorchRanker Ranker(IReadOnlyDictionary<string, WeightTensor> weights) => new(ReferenceNetwork.Options, weights, torch.CPU);

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
