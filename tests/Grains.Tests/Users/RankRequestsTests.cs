using S3Rec.Contracts;
using S3Rec.Grains.Tests.Fakes;
using S3Rec.Grains.Users;

namespace S3Rec.Grains.Tests.Users;

public sealed class RankRequestsTests : IAsyncLifetime
{
    private static readonly int[] History = [4, 2, 4];
    private static readonly int[] Seen = [2, 4];

    private readonly TestStore _store = new();

    public async ValueTask InitializeAsync() => await _store.AddItems(10); // item n has the attribute a{n % 3}

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void A_request_without_conditions_copies_nothing()
    {
        var rank = Of(new(7));

        Assert.Same(History, rank.History);
        Assert.Same(Seen, rank.Exclude);
        Assert.Equal((7, null, null), (rank.Count, rank.Allow, rank.Attributes));
    }

    [Fact]
    public void What_is_denied_is_excluded_besides_what_was_seen_and_unknown_items_are_ignored()
    {
        Assert.Equal([1, 2, 4, 9], Of(new() { Deny = ["i9", "i1", "nobody knows", "i2", "i9"] }).Exclude);
        Assert.Equal([9], Of(new() { ExcludeSeen = false, Deny = ["i9"] }).Exclude);
    }

    [Fact]
    public void A_session_stands_in_for_the_history_and_what_the_user_saw_stays_excluded()
    {
        var rank = Of(new() { History = ["i7", "nobody knows", "i3", "i7"] });

        Assert.Equal([7, 3, 7], rank.History);
        Assert.Equal([2, 3, 4, 7], rank.Exclude);
        Assert.Empty(Of(new() { History = ["i7"], ExcludeSeen = false }).Exclude);
        Assert.Empty(Of(new() { History = [] }).History);
    }

    [Fact]
    public void Allowed_items_are_ascending_and_when_none_is_known_none_is_allowed()
    {
        Assert.Equal([1, 5], Of(new() { Allow = ["i5", "i1", "i5", "nobody knows"] }).Allow!);
        Assert.Empty(Of(new() { Allow = ["nobody knows"] }).Allow!);
    }

    [Fact]
    public void An_unknown_attribute_is_had_by_no_item()
    {
        var all = Of(new() { Attributes = ["a1", "nobody knows"] });
        var any = Of(new() { Attributes = ["a1", "nobody knows"], Match = AttributeMatch.Any });

        Assert.Equal((0, AttributeMatch.Any), (all.Attributes!.Length, all.Match));
        Assert.Equal([1], any.Attributes!);
        Assert.Null(Of(new() { Attributes = [] }).Attributes);
    }

    private RankRequest Of(RecommendationRequest request) =>
        RankRequests.Of("u", request, History, Seen, _store.Catalogue, TimeSpan.FromSeconds(1));
}
