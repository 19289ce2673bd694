using S3Rec.Contracts;
using S3Rec.Grains.Quality;

namespace S3Rec.Grains.Tests.Quality;

public sealed class ServedListTests
{
    private static readonly RankReply Ten = new(7, [.. Enumerable.Range(20, 12)], new float[12]);

    [Theory]
    [InlineData(20, 0)]
    [InlineData(29, 9)]
    [InlineData(30, 10)] // the eleventh place does not count
    [InlineData(0, 10)]
    public void The_item_taken_next_has_its_rank_or_is_missed(int item, int expected)
    {
        var list = new ServedList();
        list.Set(Ten);

        Assert.True(list.TryJudge(item, out var version, out var rank));
        Assert.Equal((7, expected), (version, rank));
    }

    [Fact]
    public void A_list_is_judged_once()
    {
        var list = new ServedList();
        Assert.False(list.TryJudge(0, out _, out _));
        list.Set(Ten);

        Assert.True(list.TryJudge(20, out _, out _));
        Assert.False(list.TryJudge(21, out _, out _));
    }

    [Fact]
    public void Only_the_last_list_is_judged()
    {
        var list = new ServedList();
        list.Set(Ten);
        list.Set(new(8, [.. Enumerable.Range(40, 10)], new float[10]));

        Assert.True(list.TryJudge(20, out var version, out var rank));
        Assert.Equal((8, ModelQuality.ListLength), (version, rank));
    }

    [Fact]
    public void A_plain_list_of_ten_or_more_is_fair()
    {
        Assert.True(ServedList.IsFair(new(10)));
        Assert.True(ServedList.IsFair(new(10) { ExcludeSeen = false, Deny = [], Attributes = [] }));
    }

    [Fact]
    public void Lists_under_conditions_and_short_ones_are_not_fair()
    {
        RecommendationRequest[] unfair =
        [
            new(10) { History = ["a"] }, new(10) { Allow = ["a"] }, new(10) { Allow = [] }, new(10) { Deny = ["a"] },
            new(10) { Attributes = ["a"] }, new(10) { Diversity = 0.1f }, new(10) { Explain = true },
        ];

        Assert.All(unfair, request => Assert.False(ServedList.IsFair(request)));
        Assert.False(ServedList.IsFair(new(9)));
    }

    [Fact]
    public void A_model_that_filled_no_place_or_few_of_them_is_judged_all_the_same()
    {
        var list = new ServedList();
        list.Set(new(7, [40], [1f]));
        Assert.True(list.TryJudge(0, out var version, out var rank));
        Assert.Equal((7, ModelQuality.ListLength), (version, rank));

        list.Set(new(7, [], []));
        Assert.True(list.TryJudge(0, out version, out rank));
        Assert.Equal((7, ModelQuality.ListLength), (version, rank));
    }

    [Fact]
    public void A_list_of_no_model_takes_the_place_of_the_one_before_and_is_not_judged()
    {
        var list = new ServedList();
        list.Set(Ten);
        list.Set(RankReply.NoModel);

        Assert.False(list.TryJudge(20, out _, out _));
    }
}
