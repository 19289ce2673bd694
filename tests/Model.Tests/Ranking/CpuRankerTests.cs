using S3Rec.Model.Checkpoints;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking;
using S3Rec.Model.Tests.Reference;

namespace S3Rec.Model.Tests.Ranking;

public sealed class CpuRankerTests
{
    /// <summary>Every width of register, the software fallback of those this processor lacks included.</summary>
    public static TheoryData<int> Widths => [4, 8, 16];

    [Theory, MemberData(nameof(Widths))]
    public void Scores_of_the_tiny_network_match_the_original(int lanes)
    {
        var scores = ReferenceNetwork.Tensor(ReferenceNetwork.Finetune.GetProperty("full_scores_last_position")).Values.Chunk(12).ToArray();
        var histories = ReferenceNetwork.Rows(ReferenceNetwork.Finetune.GetProperty("input_ids")).Select(r => r.Where(i => i != 0).ToArray()).ToArray();
        using var ranker = new CpuRanker(new CpuRankerWeights(ReferenceNetwork.Options, ReferenceNetwork.Weights, lanes));

        for (var i = 0; i < histories.Length; i++)
        {
            var list = Rank(ranker, new RankQuery(histories[i], [], 10));

            Assert.Equal(Enumerable.Range(1, 10).OrderByDescending(row => scores[i][row]), list.Rows);
            Assert.All(list.Rows.Zip(list.Scores), item => Assert.Equal(scores[i][item.First], item.Second, 1e-5));
        }
    }

    [Theory]
    [InlineData(64, 2, 2, 50)]
    [InlineData(24, 3, 1, 9)] // a head of 8, narrower than a register
    [InlineData(36, 4, 3, 80)] // nothing a multiple of a register, a history longer than the token limit
    public void Scores_of_a_random_network_match_double_precision_at_every_width(int hidden, int heads, int layers, int length)
    {
        var options = new NetworkOptions { Hidden = hidden, Heads = heads, Layers = layers, MaxLength = length };
        var parameters = RandomNetwork.Create(options, itemCount: 37, seed: 1);
        var plain = new PlainEncoder(options, parameters);
        var random = new Random(2);
        int[] lengths = [1, 2, 7, length, length + 5];
        var queries = lengths.Select(n => new RankQuery([.. Enumerable.Range(0, n).Select(_ => random.Next(1, 38))], [], 37)).ToArray();
        var expected = queries.Select(q => plain.Scores(q.History)).ToArray();

        foreach (var lanes in (int[])[4, 8, 16])
        {
            using var ranker = new CpuRanker(new CpuRankerWeights(options, parameters, lanes));
            var lists = new RankedList[queries.Length];
            ranker.Rank(queries, lists);

            for (var i = 0; i < lists.Length; i++)
                Assert.All(lists[i].Rows.Zip(lists[i].Scores), item => Assert.Equal(expected[i][item.First], item.Second, 2e-5));
        }
    }

    [Fact]
    public void Answers_do_not_depend_on_the_batch()
    {
        var options = new NetworkOptions { MaxLength = 12 };
        using var ranker = new CpuRanker(new CpuRankerWeights(options, RandomNetwork.Create(options, itemCount: 1500, seed: 3)));
        var random = new Random(4);
        var queries = Enumerable.Range(0, 150).Select(i => new RankQuery(
            [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(1, 1501))], [1, 5, 700, 1500], 1 + (i % 30))).ToArray();
        var together = new RankedList[queries.Length];

        ranker.Rank(queries, together);

        for (var i = 0; i < queries.Length; i++)
        {
            var alone = Rank(ranker, queries[i]);
            Assert.Equal(alone.Rows, together[i].Rows);
            Assert.Equal(alone.Scores, together[i].Scores); // to the last bit
        }
    }

    [Fact]
    public void Only_the_latest_items_are_read()
    {
        using var ranker = Tiny();

        var all = Rank(ranker, new RankQuery([9, 8, 1, 2, 3, 4, 5, 6], [], 10));
        var latest = Rank(ranker, new RankQuery([1, 2, 3, 4, 5, 6], [], 10));

        Assert.Equal(latest.Scores, all.Scores);
    }

    [Fact]
    public void Excluded_items_never_appear_and_the_list_stays_full_while_enough_qualify()
    {
        using var ranker = Tiny();
        var best = Rank(ranker, new RankQuery([3, 7], [], 10));
        int[] exclude = [.. best.Rows[..4].Order()];

        var list = Rank(ranker, new RankQuery([3, 7], exclude, 6));

        Assert.Equal(best.Rows[4..], list.Rows);
        Assert.Equal(best.Scores[4..], list.Scores);
    }

    [Fact]
    public void A_list_is_as_long_as_the_items_that_qualify()
    {
        using var ranker = Tiny();

        var list = Rank(ranker, new RankQuery([3], [0, 2, 2, 4, 11], 1000));

        Assert.Equal([1, 3, 5, 6, 7, 8, 9, 10], list.Rows.Order());
        Assert.Empty(Rank(ranker, new RankQuery([3], [.. Enumerable.Range(1, 10)], 5)).Rows);
    }

    [Fact]
    public void Ties_go_to_the_lower_row()
    {
        var parameters = new Dictionary<string, WeightTensor>(ReferenceNetwork.Weights);
        var table = parameters["item_embeddings.weight"];
        parameters["item_embeddings.weight"] = table with { Values = [.. Enumerable.Range(0, 12).SelectMany(_ => table.Values[8..16])] };
        using var ranker = new CpuRanker(new CpuRankerWeights(ReferenceNetwork.Options, parameters));

        var list = Rank(ranker, new RankQuery([6, 2], [4], 5));

        Assert.Equal([1, 2, 3, 5, 6], list.Rows);
    }

    [Fact]
    public void The_rank_of_a_target_is_its_place_in_the_list()
    {
        using var ranker = Tiny();
        var list = Rank(ranker, new RankQuery([1, 2, 3], [1, 2, 3], 7));
        var queries = list.Rows.Select(target => new TargetQuery(new[] { 1, 2, 3 }, [1, 2, 3], target)).ToArray();
        var ranks = new int[queries.Length];

        ranker.RankTargets(queries, ranks);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], ranks);
    }

    [Fact]
    public void Of_equal_scores_the_target_ranks_last()
    {
        var parameters = new Dictionary<string, WeightTensor>(ReferenceNetwork.Weights);
        var table = parameters["item_embeddings.weight"];
        parameters["item_embeddings.weight"] = table with { Values = [.. Enumerable.Range(0, 12).SelectMany(_ => table.Values[8..16])] };
        using var ranker = new CpuRanker(new CpuRankerWeights(ReferenceNetwork.Options, parameters));
        var ranks = new int[1];

        ranker.RankTargets([new TargetQuery(new[] { 6, 2 }, [2, 6], 1)], ranks);

        Assert.Equal(7, ranks[0]); // ten items less the two excluded, all of them before the target
    }

    [Fact]
    public void A_query_that_breaks_its_contract_is_refused_with_the_value()
    {
        using var ranker = Tiny();

        Assert.Contains("is empty", Refused(new RankQuery([], [], 5)));
        Assert.Contains("row 11 at index 1", Refused(new RankQuery([1, 11], [], 5)));
        Assert.Contains("row 0 at index 0", Refused(new RankQuery([0], [], 5)));
        Assert.Contains("asks for 0 items", Refused(new RankQuery([1], [], 0)));
        Assert.Contains("2 follows 3 at index 1", Refused(new RankQuery([1], [3, 2], 5)));
        Assert.Contains("12 at index 0", Refused(new RankQuery([1], [12], 5)));
        Assert.Contains("row 3, is among the excluded", Assert.Throws<ArgumentException>(
            () => ranker.RankTargets([new TargetQuery(new[] { 1 }, [3], 3)], new int[1])).Message);

        string Refused(RankQuery query) => Assert.Throws<ArgumentException>(() => Rank(ranker, query)).Message;
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused_with_their_name()
    {
        Assert.Contains("layer.2.attention.query.weight' is missing", Refused(ReferenceNetwork.Options with { Layers = 3 }, ReferenceNetwork.Weights));
        Assert.Contains("'position_embeddings.weight' has the shape (6, 8)", Refused(ReferenceNetwork.Options with { MaxLength = 7 }, ReferenceNetwork.Weights));

        var broken = new Dictionary<string, WeightTensor>(ReferenceNetwork.Weights);
        broken["LayerNorm.bias"] = new WeightTensor([8], [0, 0, float.NaN, 0, 0, 0, 0, 0]);
        Assert.Contains("'LayerNorm.bias' holds NaN at index 2", Refused(ReferenceNetwork.Options, broken));

        static string Refused(NetworkOptions options, IReadOnlyDictionary<string, WeightTensor> weights)
            => Assert.Throws<InvalidDataException>(() => new CpuRankerWeights(options, weights)).Message;
    }

    [Fact]
    public void Weights_too_large_to_compute_with_give_an_error_and_no_list()
    {
        var parameters = new Dictionary<string, WeightTensor>(ReferenceNetwork.Weights);
        parameters["LayerNorm.weight"] = new WeightTensor([8], [.. Enumerable.Repeat(float.MaxValue, 8)]);
        using var ranker = new CpuRanker(new CpuRankerWeights(ReferenceNetwork.Options, parameters));

        Assert.Throws<NotFiniteNumberException>(() => Rank(ranker, new RankQuery([1, 2], [], 5)));
        Assert.Throws<NotFiniteNumberException>(() => ranker.RankTargets([new TargetQuery(new[] { 1, 2 }, [], 3)], new int[1]));
    }

    private static CpuRanker Tiny() => new(new CpuRankerWeights(ReferenceNetwork.Options, ReferenceNetwork.Weights));

    private static RankedList Rank(CpuRanker ranker, RankQuery query)
    {
        var lists = new RankedList[1];
        ranker.Rank([query], lists);
        return lists[0];
    }
}
