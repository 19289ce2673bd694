using S3Rec.Model.Ranking;

namespace S3Rec.Model.Tests.Ranking;

public sealed class ExplainTests
{
    private readonly SmallModel _model = new();

    public static TheoryData<string> Rankers => ["cpu", "torch"];

    [Theory, MemberData(nameof(Rankers))]
    public void A_contribution_is_the_score_less_the_score_without_the_item(string kind)
    {
        using var ranker = _model.Ranker(kind);
        int[] history = [11, 5, 9, 2, 5, 300, 77, 41]; // two more than are read: they move up; one is there twice
        var cold = ColdRowOf(history);
        int[] rows = [600, 1, cold];

        var why = Explain(ranker, new ExplainQuery(history, rows) { Cold = _model.Cold });

        for (var r = 0; r < rows.Length; r++)
        {
            Assert.Equal(Score(ranker, history, rows[r]), why.Scores[r], 1e-5);
            Assert.Equal(SmallModel.Options.MaxLength, why.Contributions[r].Length);
            for (var t = 0; t < why.Contributions[r].Length; t++)
            {
                int[] without = [.. history.Where(item => item != history[2 + t])];
                Assert.Equal(why.Scores[r] - Score(ranker, without, rows[r]), why.Contributions[r][t], 1e-5);
            }
        }
    }

    [Theory, MemberData(nameof(Rankers))]
    public void The_only_item_of_a_history_carries_the_whole_score(string kind)
    {
        using var ranker = _model.Ranker(kind);

        var why = Explain(ranker, new ExplainQuery([9], [600, 1]));

        Assert.Equal(why.Scores, why.Contributions.Select(static row => Assert.Single(row)));
    }

    [Theory, MemberData(nameof(Rankers))]
    public void An_item_taken_again_and_again_carries_what_all_of_them_carry(string kind)
    {
        using var ranker = _model.Ranker(kind);

        var alone = Explain(ranker, new ExplainQuery([9, 9, 9], [600]));
        var beside = Explain(ranker, new ExplainQuery([9, 2, 9], [600]));

        Assert.Equal([alone.Scores[0], alone.Scores[0], alone.Scores[0]], alone.Contributions[0]);
        Assert.Equal(beside.Contributions[0][0], beside.Contributions[0][2]);
        Assert.Equal(beside.Scores[0] - Score(ranker, [2], 600), beside.Contributions[0][0], 1e-5);
    }

    [Fact]
    public void Shared_attributes_are_those_that_tell_items_apart_the_rarest_first()
    {
        using var ranker = _model.Ranker("cpu");
        var attributes = _model.Attributes;
        var item = Enumerable.Range(1, SmallModel.ItemCount).First(row => attributes.AttributesOfItem[row].Length == 4);
        var twin = Enumerable.Range(item + 1, SmallModel.ItemCount - item).First(
            row => attributes.AttributesOfItem[row].SequenceEqual(attributes.AttributesOfItem[item]));
        var stranger = Enumerable.Range(1, SmallModel.ItemCount).First(
            row => attributes.AttributesOfItem[row].Intersect(attributes.AttributesOfItem[item]).SequenceEqual([SmallModel.AttributeCount]));

        var why = Explain(ranker, new ExplainQuery([stranger, twin], [item]));

        int[] rarestFirst = [.. attributes.AttributesOfItem[item][..^1].OrderByDescending(attributes.InverseFrequency)];
        Assert.Equal(3, rarestFirst.Length);
        Assert.Equal([[], rarestFirst], why.SharedAttributes[0]);
    }

    [Fact]
    public void Without_a_blend_there_are_contributions_but_no_attributes()
    {
        using var ranker = _model.Ranker("cpu", blend: null);

        var why = Explain(ranker, new ExplainQuery([9, 2], [600]));

        Assert.Equal([[], []], why.SharedAttributes[0]);
        Assert.All(why.Contributions[0], static share => Assert.NotEqual(0, share));
    }

    [Theory, MemberData(nameof(Rankers))]
    public void An_item_that_is_none_or_an_empty_history_is_refused(string kind)
    {
        using var ranker = _model.Ranker(kind);

        Assert.Contains("Row 701 is no item", Refused(new ExplainQuery([9], [5, 701])));
        Assert.Contains("is empty", Refused(new ExplainQuery([], [5])));

        string Refused(ExplainQuery query) => Assert.Throws<ArgumentException>(() => Explain(ranker, query)).Message;
    }

    private static Explanation Explain(IRanker ranker, ExplainQuery query)
    {
        var explanations = new Explanation[1];
        ranker.Explain([query], explanations);
        return explanations[0];
    }

    /// <summary>A cold item that shares an attribute with each of the last three, so that it is scored whichever is removed.</summary>
    private int ColdRowOf(int[] history) => SmallModel.FirstColdRow + Enumerable.Range(0, _model.Cold.Count).First(item =>
        history.Count(row => _model.Attributes.Cosine(_model.Cold.AttributesOf(item), _model.Attributes.AttributesOfItem[row]) > 0) >= 4);

    private float Score(IRanker ranker, int[] history, int row) => Assert.Single(
        SmallModel.Rank(ranker, new RankQuery(history, [], 1) { Only = [row], Cold = _model.Cold }).Scores);
}
