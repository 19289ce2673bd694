using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Tests.Ranking;

public sealed class ColdItemsTests
{
    private static readonly int[] s_history = [5, 9, 2];

    private readonly SmallModel _model = new();

    public static TheoryData<string> Rankers => ["cpu", "torch"];

    [Theory, MemberData(nameof(Rankers))]
    public void A_cold_item_scores_the_mean_of_the_network_and_its_attributes_weight(string kind)
    {
        using var network = _model.Ranker(kind, blend: null);
        using var ranker = _model.Ranker(kind);
        var mean = SmallModel.Rank(network, new RankQuery(s_history, [], SmallModel.ItemCount)).Scores.Average();
        int[] rows = [.. Enumerable.Range(SmallModel.FirstColdRow, _model.Cold.Count)];

        var list = SmallModel.Rank(ranker, new RankQuery(s_history, [], 100) { Cold = _model.Cold, Only = rows });

        var fits = rows.ToDictionary(static row => row, row => Fit(row));
        Assert.Equal(fits.Values.Count(static fit => fit > 0), list.Rows.Length);
        Assert.NotEmpty(list.Rows);
        Assert.All(list.Rows.Zip(list.Scores), item => Assert.Equal(mean + (2 * fits[item.First]), item.Second, 1e-4));
        Assert.Equal(list.Scores.OrderDescending(), list.Scores);
    }

    [Theory, MemberData(nameof(Rankers))]
    public void Known_and_cold_items_make_one_exact_list(string kind)
    {
        using var ranker = _model.Ranker(kind);
        var known = SmallModel.Rank(ranker, new RankQuery(s_history, s_history.Order().ToArray(), 1000));
        var cold = SmallModel.Rank(ranker, ColdOnly());
        int[] expected = [.. known.Rows.Zip(known.Scores).Concat(cold.Rows.Zip(cold.Scores))
            .OrderByDescending(static item => item.Second).ThenBy(static item => item.First).Select(static item => item.First)];

        foreach (var count in (int[])[1, 40, 1000])
        {
            var list = SmallModel.Rank(ranker, new RankQuery(s_history, s_history.Order().ToArray(), count) { Cold = _model.Cold });

            Assert.Equal(expected.Take(count), list.Rows);
        }

        Assert.True(Array.FindIndex(expected, static row => row >= SmallModel.FirstColdRow) < 300, "No cold item is in a list that known ones fill.");
    }

    [Theory, MemberData(nameof(Rankers))]
    public void Excluded_cold_items_never_appear(string kind)
    {
        using var ranker = _model.Ranker(kind);
        var all = SmallModel.Rank(ranker, ColdOnly());

        var list = SmallModel.Rank(ranker, ColdOnly() with { Exclude = [.. all.Rows[..2].Order()] });

        Assert.Equal(all.Rows[2..], list.Rows);
    }

    [Theory, MemberData(nameof(Rankers))]
    public void Without_weight_for_attributes_no_cold_item_appears(string kind)
    {
        using var network = _model.Ranker(kind, blend: null);
        using var weightless = _model.Ranker(kind, new Blend(1, 0, _model.Blend.Transitions, _model.Attributes));

        Assert.Empty(SmallModel.Rank(network, ColdOnly()).Rows);
        Assert.Empty(SmallModel.Rank(weightless, ColdOnly()).Rows);
    }

    [Fact]
    public void A_target_ranks_behind_every_known_and_cold_item_of_the_list_that_scores_as_much()
    {
        using var ranker = new CpuRanker(_model.Weights);
        int[] exclude = [.. s_history.Order(), SmallModel.FirstColdRow + 7];
        var list = SmallModel.Rank(ranker, new RankQuery(s_history, exclude, 1000) { Cold = _model.Cold });
        var ranks = new int[list.Rows.Length];

        ranker.RankTargets([.. list.Rows.Select(row => new TargetQuery(s_history, exclude, row) { Cold = _model.Cold })], ranks);

        Assert.Equal(list.Scores.Select(own => list.Scores.Count(score => score >= own) - 1), ranks);
        Assert.Contains(list.Rows, static row => row >= SmallModel.FirstColdRow);
    }

    [Fact]
    public void A_cold_target_that_no_list_shows_comes_after_all_other_items()
    {
        using var ranker = new CpuRanker(_model.Weights);
        int[] ranks = [-1];

        ranker.RankTargets([new TargetQuery(s_history, [2, 5], SmallModel.FirstColdRow) { Cold = _model.Cold }], ranks);

        Assert.Equal(SmallModel.ItemCount + _model.Cold.Count - 3, ranks[0]);
    }

    [Fact]
    public void Equal_cold_items_stand_in_the_order_of_their_rows()
    {
        using var ranker = _model.Ranker("cpu");
        var attributes = _model.Attributes.AttributesOfItem[s_history[^1]];
        var cold = new ColdItems([.. Enumerable.Repeat(attributes, 9)], SmallModel.AttributeCount);
        int[] rows = [.. Enumerable.Range(SmallModel.FirstColdRow, 9)];

        var list = SmallModel.Rank(ranker, new RankQuery(s_history, [], 5) { Cold = cold, Only = rows });

        Assert.Equal(rows[..5], list.Rows);
        Assert.Single(list.Scores.Distinct());
    }

    [Fact]
    public void Attributes_out_of_range_or_order_are_refused_with_the_item()
    {
        Assert.Contains("Cold item 1 has attribute row 4 after 0; rows go from 1 to 3", Refused([[1], [4]]));
        Assert.Contains("Cold item 0 has attribute row 2 after 2", Refused([[2, 2]]));
        Assert.Contains("Cold item 0 has attribute row 0 after 0", Refused([[0]]));

        static string Refused(int[][] attributes) => Assert.Throws<ArgumentException>(() => new ColdItems(attributes, 3)).Message;
    }

    private RankQuery ColdOnly() => new(s_history, [], 1000)
    {
        Cold = _model.Cold,
        Only = [.. Enumerable.Range(SmallModel.FirstColdRow, _model.Cold.Count)],
    };

    private float Fit(int row) => _model.Attributes.Score(s_history, _model.Cold.AttributesOf(row - SmallModel.FirstColdRow));
}
