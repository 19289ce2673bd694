using S3Rec.Model.Ranking;

namespace S3Rec.Model.Tests.Ranking;

public sealed class FilterTests
{
    private readonly SmallModel _model = new();

    public static TheoryData<string> Rankers => ["cpu", "torch"];

    [Theory]
    [InlineData("cpu", 4)] // scored by themselves
    [InlineData("cpu", 400)] // by the pass over the catalogue
    [InlineData("torch", 4)]
    [InlineData("torch", 400)]
    public void Only_allowed_rows_appear_with_the_scores_they_have_among_all(string kind, int allowed)
    {
        using var ranker = _model.Ranker(kind);
        var random = new Random(1);
        int[] only = [0, .. SmallModel.Items(random, allowed).Distinct().Order(), SmallModel.ItemCount + 1];
        int[] exclude = [only[1], only[2]];
        var all = SmallModel.Rank(ranker, new RankQuery([5, 9, 2], exclude, SmallModel.ItemCount));

        var list = SmallModel.Rank(ranker, new RankQuery([5, 9, 2], exclude, SmallModel.ItemCount) { Only = only });

        var expected = all.Rows.Zip(all.Scores).Where(item => only.Contains(item.First)).ToArray();
        Assert.Equal(only.Length - 4, list.Rows.Length); // less padding, mask and the two excluded
        Assert.Equal(expected.Select(static item => item.First), list.Rows);
        Assert.Equal(expected.Select(static item => item.Second), list.Scores); // to the last bit
    }

    [Theory, MemberData(nameof(Rankers))]
    public void Nothing_allowed_gives_an_empty_list(string kind)
    {
        using var ranker = _model.Ranker(kind);

        Assert.Empty(SmallModel.Rank(ranker, new RankQuery([5], [7], 3) { Only = [] }).Rows);
        Assert.Empty(SmallModel.Rank(ranker, new RankQuery([5], [7], 3) { Only = [7] }).Rows);
    }

    [Fact]
    public void Answers_with_filters_do_not_depend_on_the_batch()
    {
        using var ranker = _model.Ranker("cpu");
        var random = new Random(2);
        RankQuery[] queries = [.. Enumerable.Range(0, 150).Select(i => new RankQuery(SmallModel.Items(random, 1 + (i % 9)), [3, 90], 1 + (i % 30))
        {
            Only = (i % 4) switch
            {
                0 => null,
                1 => [2, 3, 600],
                2 => [.. SmallModel.Items(random, 300).Distinct().Order()],
                _ => [4, 5, SmallModel.FirstColdRow + 7, SmallModel.FirstColdRow + 20],
            },
            Cold = i % 3 == 0 || i % 4 == 3 ? _model.Cold : null,
            Diversity = i % 5 == 0 ? 0.4f : 0,
        })];
        var together = new RankedList[queries.Length];

        ranker.Rank(queries, together);

        for (var i = 0; i < queries.Length; i++)
        {
            var alone = SmallModel.Rank(ranker, queries[i]);
            Assert.Equal(alone.Rows, together[i].Rows);
            Assert.Equal(alone.Scores, together[i].Scores); // to the last bit
        }
    }

    [Theory, MemberData(nameof(Rankers))]
    public void A_filter_that_breaks_its_contract_is_refused_with_the_value(string kind)
    {
        using var ranker = _model.Ranker(kind);

        Assert.Contains("5 follows 5 at index 1. Sort them, each once.", Refused(new RankQuery([1], [], 5) { Only = [5, 5] }));
        Assert.Contains("hold 702 at index 0; the rows of this model are 0 to 701", Refused(new RankQuery([1], [], 5) { Only = [702] }));
        Assert.Contains("hold 752 at index 0; the rows of this model are 0 to 751", Refused(new RankQuery([1], [752], 5) { Cold = _model.Cold }));
        Assert.Contains("a diversity of NaN", Refused(new RankQuery([1], [], 5) { Diversity = float.NaN }));
        Assert.Contains("a diversity of 1.5", Refused(new RankQuery([1], [], 5) { Diversity = 1.5f }));
        Assert.Contains("rows of 3 attributes, the model of 12", Refused(new RankQuery([1], [], 5) { Cold = new ColdItems([[1]], 3) }));

        string Refused(RankQuery query) => Assert.Throws<ArgumentException>(() => SmallModel.Rank(ranker, query)).Message;
    }
}
