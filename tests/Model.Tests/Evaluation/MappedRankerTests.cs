using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Ranking;
using S3Rec.Model.Tests.Checkpoints;

namespace S3Rec.Model.Tests.Evaluation;

/// <summary>A model of the items 1 to 6 asked about data of the items 9, 4, 3, 2 and 8, in rows 1 to 5: 2, 3 and 4 are the same.</summary>
public sealed class MappedRankerTests : IDisposable
{
    private static readonly string[] Known = ["1", "2", "3", "4", "5", "6"];
    private static readonly Vocabulary Data = new(["9", "4", "3", "2", "8"], []);
    private static readonly CpuRankerWeights Weights = CpuRankerWeights.Of(TinyCheckpoint.Create(Known));

    private readonly ICatalogueRanker _mapped = MappedRanker.Of(TinyCheckpoint.Create(Known), Data)();
    private readonly CpuRanker _model = new(Weights);

    [Fact]
    public void Lists_are_the_models_in_the_rows_of_the_data()
    {
        var (mapped, own) = (new RankedList[1], new RankedList[1]);

        _mapped.Rank([new RankQuery([5, 3, 1, 2], [1], 9)], mapped);
        _model.Rank([new RankQuery([3, 4], [1, 5, 6], 9)], own);

        Assert.Equal(own[0].Rows.Select(static row => row.ToString()), mapped[0].Rows.Select(Data.ItemOfRow));
        Assert.Equal(own[0].Scores, mapped[0].Scores);
        Assert.Equal([2, 3, 4], mapped[0].Rows.Order());
    }

    [Fact]
    public void A_known_target_has_its_rank_among_the_known_items()
    {
        int[] ranks = [9, 9, 9], own = [9, 9, 9];

        _mapped.RankTargets([Query([5, 4], 4, 2), Query([5, 4], 4, 3), Query([3, 2], 2, 4)], ranks);
        _model.RankTargets(
            [
                new TargetQuery(new[] { 2 }, [1, 2, 5, 6], 4), new TargetQuery(new[] { 2 }, [1, 2, 5, 6], 3),
                new TargetQuery(new[] { 3, 4 }, [1, 4, 5, 6], 2),
            ],
            own);

        Assert.Equal(own, ranks);
    }

    [Fact]
    public void A_target_or_a_history_that_the_model_does_not_know_comes_last()
    {
        int[] ranks = [-1, -1, -1];

        _mapped.RankTargets([Query([2], 2, 1), Query([1, 5], 1, 2), Query([2], 3, 4)], ranks);

        Assert.Equal([3, 3], ranks[..2]); // of 5 items one is excluded
        Assert.InRange(ranks[2], 0, 1); // of 3 known items one is excluded
    }

    [Fact]
    public void Without_a_known_item_in_the_history_or_left_to_show_there_is_no_list()
    {
        var lists = new RankedList[2];

        _mapped.Rank([new RankQuery([1], [1], 3), new RankQuery([2], [2, 3, 4], 3)], lists);

        Assert.All(lists, static list => Assert.Empty(list.Rows));
    }

    [Fact]
    public void The_contract_of_a_query_is_that_of_the_data()
        => Assert.Throws<ArgumentException>(() => _mapped.RankTargets([Query([2], 2, 6)], new int[1]));

    [Fact]
    public void The_same_rows_need_no_map()
        => Assert.IsType<CpuRanker>(MappedRanker.Of(TinyCheckpoint.Create(Known), new Vocabulary(Known, ["other"]))());

    public void Dispose()
    {
        _mapped.Dispose();
        _model.Dispose();
    }

    private static TargetQuery Query(int[] history, int exclude, int target) => new(history, [exclude], target);
}
