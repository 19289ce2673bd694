using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Tests.Evaluation;

public sealed class ChallengerTests
{
    private static readonly ReadOnlyMemory<int>[] Sequences = [new[] { 1, 2, 3 }, new[] { 2, 3 }];

    /// <summary>Attribute 1 of items 1 and 2, attribute 2 of items 2 and 3, attribute 3 of item 4.</summary>
    private static readonly int[][] Attributes = [[], [1], [1, 2], [2], [3]];

    [Fact]
    public void Transitions_are_counted_by_distance_and_direction_and_divided_by_popularity()
    {
        // Pairs: (1, 2) and twice (2, 3) at distance 1, (1, 3) at distance 2. Occurrences: 1, 2, 2, 0.
        var transitions = ItemTransitions.Count(Sequences, itemCount: 4);
        var root2 = Math.Sqrt(2);

        var scores = Scores(new ChallengerRanker(NoPopularity(4), (transitions, 1)), 1, 2);

        Assert.Equal(0.7 / root2, scores[1], 1e-6);
        Assert.Equal(0.6 * 1 / root2, scores[2], 1e-6);
        Assert.Equal((2.0 / 2) + (0.6 * 0.5 / root2), scores[3], 1e-6);
        Assert.Equal(0, scores[4]);
    }

    [Fact]
    public void Transitions_farther_than_the_window_and_of_an_item_to_itself_do_not_count()
    {
        var transitions = ItemTransitions.Count([new[] { 1, 2, 2, 3, 4 }], itemCount: 4);

        var scores = Scores(new ChallengerRanker(NoPopularity(4), (transitions, 1)), 1);

        Assert.Equal(0, scores[1]);
        Assert.Equal((1 + (1.0 / 2)) / Math.Sqrt(2), scores[2], 1e-6);
        Assert.Equal(1.0 / 3, scores[3], 1e-6);
        Assert.Equal(0, scores[4]);
    }

    [Fact]
    public void Only_the_last_five_items_of_a_history_are_read()
    {
        var transitions = ItemTransitions.Count([new[] { 1, 2 }, new[] { 3, 4 }], itemCount: 9);

        var scores = Scores(new ChallengerRanker(NoPopularity(9), (transitions, 1)), 3, 1, 5, 6, 7, 8);

        Assert.Equal(Math.Pow(0.6, 4), scores[2], 1e-6);
        Assert.Equal(0, scores[4]);
    }

    [Fact]
    public void Attributes_are_weighted_by_rarity_and_compared_with_the_decayed_profile()
    {
        // idf is ln(4/2)/ln 4 = 0.5 for attributes 1 and 2. After [1, 2] the profile is (0.6 + √½, √½), of length 1.486107.
        var similarity = new AttributeSimilarity(Attributes, attributeCount: 3);

        var scores = Scores(new ChallengerRanker(NoPopularity(4), (similarity, 1)), 1, 2);

        Assert.Equal(0.439775, scores[1], 1e-5);
        Assert.Equal(0.677680, scores[2], 1e-5);
        Assert.Equal(0.237905, scores[3], 1e-5);
        Assert.Equal(0, scores[4]);
        Assert.Equal(scores[3], similarity.Score([1, 2], [2]), 1e-6);
        Assert.Equal(0, similarity.Score([1, 2], []));
    }

    [Fact]
    public void Items_without_attributes_or_with_those_of_every_item_have_no_similarity()
    {
        var similarity = new AttributeSimilarity([[], [1], [1]], attributeCount: 1);

        Assert.False(similarity.IsInformative);
        Assert.Equal(0, Scores(new ChallengerRanker(NoPopularity(2), (similarity, 1)), 1)[2]);
    }

    [Fact]
    public void Of_equal_scores_the_more_popular_item_comes_first_and_a_rank_is_a_place_in_the_list()
    {
        var popularity = Popularity.Count([new[] { 4, 2, 4, 3, 3 }, new[] { 3 }], itemCount: 5);
        var ranker = new ChallengerRanker(popularity);
        var lists = new RankedList[1];

        ranker.Rank([new RankQuery([1], [2], 4)], lists);
        var ranks = new int[4];
        ranker.RankTargets([.. lists[0].Rows.Select(static row => new TargetQuery(new[] { 1 }, [2], row))], ranks);

        Assert.Equal([3, 4], lists[0].Rows[..2]);
        Assert.Equal([1, 5], lists[0].Rows[2..].Order());
        Assert.Equal([0, 1, 2, 3], ranks);
    }

    [Fact]
    public void Equally_popular_items_are_not_ordered_by_row()
    {
        var order = Popularity.Count([], itemCount: 1000).Order;

        Assert.Equal(Enumerable.Range(1, 1000), order.Order());
        var rising = order.Zip(order.Skip(1)).Count(static pair => pair.First < pair.Second);
        Assert.InRange(rising, 400, 600);
    }

    [Fact]
    public void Held_out_items_count_for_nothing()
    {
        var data = new SequenceData(
            new Vocabulary(["a", "b", "c", "d"], []), ["u"], [[1, 2, 3, 4]], [.. Enumerable.Repeat(Array.Empty<int>(), 5)]);

        var challengers = ChallengerSet.OfTrainingParts(data);

        Assert.Equal([0, 1, 1, 0, 0], challengers.Popularity.Counts.ToArray());
        Assert.Equal(["popularity", "transitions"], challengers.All.Select(static c => c.Name));
        Assert.Equal(0, Scores(new ChallengerRanker(NoPopularity(4), (challengers.Transitions, 1)), 2)[3]);
    }

    [Theory]
    [InlineData("transitions", 0.0739, 0.0466)]
    [InlineData("transitions + attributes", 0.0918, 0.0548)]
    public void Beauty_matches_an_independent_measurement_within_two_percent(string name, double hitRate, double ndcg)
    {
        var data = DataSet.Load(Path.GetDirectoryName(SharedData.PathOrSkip("Beauty.txt"))!, "Beauty");
        var challenger = ChallengerSet.OfTrainingParts(data).All.Single(c => c.Name == name);

        var result = Evaluator.Evaluate(
            challenger.Create, data, HeldOut.Test, new EvaluationOptions(), TestContext.Current.CancellationToken);

        Assert.InRange(result.Metrics["HR@10"], 0.98 * hitRate, 1.02 * hitRate);
        Assert.InRange(result.Metrics["NDCG@10"], 0.98 * ndcg, 1.02 * ndcg);
    }

    private static Popularity NoPopularity(int itemCount) => Popularity.Count([], itemCount);

    /// <summary>The score of every item by row, nothing excluded.</summary>
    private static Dictionary<int, float> Scores(ChallengerRanker ranker, params int[] history)
    {
        var lists = new RankedList[1];
        ranker.Rank([new RankQuery(history, [], 1000)], lists);
        return lists[0].Rows.Zip(lists[0].Scores).ToDictionary(static item => item.First, static item => item.Second);
    }
}
