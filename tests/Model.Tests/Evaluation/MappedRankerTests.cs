using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;
using S3Rec.Model.Tests.Checkpoints;

namespace S3Rec.Model.Tests.Evaluation;

/// <summary>A model of the items 1 to 6 asked about data of the items 9, 4, 3, 2 and 8, in rows 1 to 5: 2, 3 and 4 are the same.</summary>
public sealed class MappedRankerTests : IDisposable
{
    private static readonly string[] Known = ["1", "2", "3", "4", "5", "6"];
    private static readonly Vocabulary Items = new(["9", "4", "3", "2", "8"], []);
    private static readonly SequenceData Data = new(Items, [], [], [[], [], [], [], [], []]);
    private static readonly CpuRankerWeights Weights = CpuRankerWeights.Of(TinyCheckpoint.Create(Known));

    private readonly ICatalogueRanker _mapped = Mapped(TinyCheckpoint.Create(Known), Data);
    private readonly CpuRanker _model = new(Weights);

    [Fact]
    public void Lists_are_the_models_in_the_rows_of_the_data()
    {
        var (mapped, own) = (new RankedList[1], new RankedList[1]);

        _mapped.Rank([new RankQuery([5, 3, 1, 2], [1], 9)], mapped);
        _model.Rank([new RankQuery([3, 4], [1, 5, 6], 9)], own);

        Assert.Equal(own[0].Rows.Select(static row => row.ToString()), mapped[0].Rows.Select(Items.ItemOfRow));
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
        => Assert.IsType<CpuRanker>(Mapped(TinyCheckpoint.Create(Known), Data with { Vocabulary = new Vocabulary(Known, ["other"]) }));

    [Fact]
    public void Items_the_model_does_not_know_rank_by_their_attributes_as_cold_items()
    {
        var (checkpoint, data) = (Blended(), WithAttributes());
        using var mapped = Mapped(checkpoint, data);
        using var model = new CpuRanker(CpuRankerWeights.Of(checkpoint));
        var cold = new ColdItems([[], [1, 2]], 3); // "9" has an attribute that the model does not know
        var (lists, own) = (new RankedList[1], new RankedList[1]);

        mapped.Rank([new RankQuery([3, 2], [2], 9)], lists);
        model.Rank([new RankQuery([3, 4], [1, 4, 5, 6], 9) { Cold = cold }], own);

        string[] ids = ["", .. Known, "", "9", "8"];
        Assert.Equal(own[0].Rows.Select(row => ids[row]), lists[0].Rows.Select(Items.ItemOfRow));
        Assert.Equal(own[0].Scores, lists[0].Scores);
        Assert.Contains("8", lists[0].Rows.Select(Items.ItemOfRow));
        Assert.DoesNotContain("9", lists[0].Rows.Select(Items.ItemOfRow));
    }

    [Fact]
    public void The_rank_of_each_target_is_its_place_in_the_list_and_what_no_list_shows_comes_last()
    {
        using var mapped = Mapped(Blended(), WithAttributes());
        var (lists, ranks) = (new RankedList[1], new int[4]);

        mapped.Rank([new RankQuery([3, 2], [2], 9)], lists);
        mapped.RankTargets([.. lists[0].Rows.Append(1).Select(static row => Query([3, 2], 2, row))], ranks);

        Assert.Equal([0, 1, 2, 3], ranks); // of 5 items one is excluded
    }

    [Fact]
    public void What_a_query_may_not_have_is_refused()
    {
        var cold = new ColdItems([[]], 0);

        Assert.Contains("leave Only, Diversity and Cold", Refused(new RankQuery([2], [], 3) { Only = [3] }));
        Assert.Contains("leave Only, Diversity and Cold", Refused(new RankQuery([2], [], 3) { Diversity = 0.5f }));
        Assert.Contains("leave Only, Diversity and Cold", Refused(new RankQuery([2], [], 3) { Cold = cold }));
        Assert.Contains("leave Cold as it is", Assert.Throws<ArgumentException>(
            () => _mapped.RankTargets([Query([2], 2, 3) with { Cold = cold }], new int[1])).Message);

        string Refused(RankQuery query) => Assert.Throws<ArgumentException>(() => _mapped.Rank([query], new RankedList[1])).Message;
    }

    public void Dispose()
    {
        _mapped.Dispose();
        _model.Dispose();
    }

    private static ICatalogueRanker Mapped(Checkpoint checkpoint, SequenceData data) =>
        MappedRanker.Of(checkpoint, new RowMap(data, checkpoint.Vocabulary))();

    /// <summary>Items 3 and 4 have the first two attributes.</summary>
    private static Checkpoint Blended()
    {
        int[][] attributes = [[], [3], [3], [1, 2], [1], [3], [3]];
        var blend = new Blend(0, 1, ItemTransitions.Count([], 6), new AttributeSimilarity(attributes, 3));
        return TinyCheckpoint.Create(Known, ["red", "warm", "big"]) with { Blend = blend };
    }

    /// <summary>The same attributes in other rows.</summary>
    private static SequenceData WithAttributes() => new(
        new Vocabulary(Items.Items, ["new", "warm", "red"]), [], [], [[], [1], [3], [2, 3], [], [2, 3]]);

    private static TargetQuery Query(int[] history, int exclude, int target) => new(history, [exclude], target);
}
