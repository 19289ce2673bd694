using S3Rec.Contracts;

namespace S3Rec.Grains.Tests.Contracts;

public sealed class RequestRulesTests
{
    [Theory]
    [InlineData("u")]
    [InlineData("Zoë 🎧 /?#")]
    public void Any_short_text_is_an_id(string id) => RequestRules.CheckUserId(id);

    [Fact]
    public void The_longest_id_is_measured_in_bytes()
    {
        RequestRules.CheckUserId(new string('a', Limits.IdBytesMax));
        RequestRules.CheckUserId(new string('é', Limits.IdBytesMax / 2));
        Assert.Equal(
            "userId has 258 bytes of UTF-8; an id has 1 to 256 bytes of UTF-8.", Refusal(new string('é', 129)));
        Assert.Equal(
            "userId has 1000000 characters; an id has 1 to 256 bytes of UTF-8.", Refusal(new string('a', 1_000_000)));
    }

    [Theory]
    [InlineData(null, "userId is missing")]
    [InlineData("", "userId is missing")]
    [InlineData("a\0b", "zero character")]
    [InlineData(" ", "userId is nothing but white space")]
    [InlineData("\u00a0\t", "userId is nothing but white space")]
    public void What_is_no_id_is_refused(string? id, string reason) =>
        Assert.Contains(reason, Refusal(id!), StringComparison.Ordinal);

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() =>
        Assert.Contains("half of a surrogate pair", Refusal("a" + (char)0xD800), StringComparison.Ordinal);

    [Fact]
    public void Every_field_of_an_interaction_is_checked_and_named()
    {
        var good = new Interaction("u", "i", DateTimeOffset.UnixEpoch, "e");
        RequestRules.Check([good, good with { Timestamp = null, EventId = null }]);

        Assert.Equal("interactions[1].userId", FieldOf([good, good with { UserId = "" }]));
        Assert.Equal("interactions[0].itemId", FieldOf([good with { ItemId = "" }]));
        Assert.Equal("interactions[0].eventId", FieldOf([good with { EventId = "" }]));
        Assert.Equal("interactions[0].userId", FieldOf([good with { UserId = " " }]));
        Assert.Equal("interactions[0].itemId", FieldOf([good with { ItemId = " " }]));
        Assert.Equal("interactions[0].eventId", FieldOf([good with { EventId = " " }]));
        Assert.Equal("interactions[0].timestamp", FieldOf([good with { Timestamp = DateTimeOffset.MinValue }]));
        Assert.Equal("interactions", FieldOf([]));
        Assert.Equal("interactions", FieldOf([.. Enumerable.Repeat(good, Limits.InteractionsPerCallMax + 1)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(11)]
    public void A_count_out_of_range_is_refused(int count)
    {
        RequestRules.CheckCount(1, countMax: 10);
        RequestRules.CheckCount(10, countMax: 10);
        Assert.Throws<InvalidRequestException>(() => RequestRules.CheckCount(count, countMax: 10));
    }

    [Fact]
    public void Every_field_of_a_request_for_a_list_is_checked_and_named()
    {
        string[] tooMany = [.. Enumerable.Range(0, Limits.DenyMax + 1).Select(n => $"i{n}")];
        RequestRules.Check(new RecommendationRequest(Limits.CountMax)
        {
            Deny = tooMany[1..], Allow = [], Attributes = ["a"], Match = AttributeMatch.Any, Diversity = 1, History = [],
        });
        RequestRules.Check(new RecommendationRequest(Limits.ExplainedCountMax) { Explain = true });

        Assert.Equal("count", FieldOf(new(0)));
        Assert.Equal("count", FieldOf(new(Limits.ExplainedCountMax + 1) { Explain = true }));
        Assert.Equal("deny", FieldOf(new() { Deny = tooMany }));
        Assert.Equal("deny[1]", FieldOf(new() { Deny = ["a", ""] }));
        Assert.Equal("allow", FieldOf(new() { Allow = tooMany }));
        Assert.Equal("allow[0]", FieldOf(new() { Allow = [" "] }));
        Assert.Equal("attributes", FieldOf(new() { Attributes = tooMany }));
        Assert.Equal("attributes[0]", FieldOf(new() { Attributes = ["a\0"] }));
        Assert.Equal("match", FieldOf(new() { Match = (AttributeMatch)2 }));
        Assert.Equal("history", FieldOf(new() { History = tooMany }));
        Assert.Equal("history[0]", FieldOf(new() { History = [null!] }));
        Assert.Equal("diversity", FieldOf(new() { Diversity = -0.1f }));
        Assert.Equal("diversity", FieldOf(new() { Diversity = 1.1f }));
        Assert.Equal("diversity", FieldOf(new() { Diversity = float.NaN }));

        static string FieldOf(RecommendationRequest request) =>
            Assert.Throws<InvalidRequestException>(() => RequestRules.Check(request)).Field;
    }

    [Fact]
    public void A_list_for_no_user_needs_a_history_which_may_be_empty()
    {
        RequestRules.CheckWithoutUser(new() { History = [] });

        var refusal = Assert.Throws<InvalidRequestException>(() => RequestRules.CheckWithoutUser(new()));
        Assert.Equal("history", refusal.Field);
    }

    [Fact]
    public void Every_field_of_a_request_for_popular_items_is_checked_and_named()
    {
        RequestRules.Check(new PopularRequest(1, PopularityWindow.Month) { Attributes = ["a"] });

        Assert.Equal("count", FieldOf(new(Limits.CountMax + 1)));
        Assert.Equal("window", FieldOf(new(Window: (PopularityWindow)5)));
        Assert.Equal("attributes[0]", FieldOf(new() { Attributes = [""] }));
        Assert.Equal("match", FieldOf(new() { Match = (AttributeMatch)(-1) }));

        static string FieldOf(PopularRequest request) =>
            Assert.Throws<InvalidRequestException>(() => RequestRules.Check(request)).Field;
    }

    [Fact]
    public void Every_field_of_an_item_is_checked_and_named()
    {
        string[] attributes = [.. Enumerable.Range(0, Limits.AttributesPerItemMax).Select(n => $"a{n}")];
        RequestRules.Check([new ItemUpdate("i", attributes, false), new("j")]);

        Assert.Equal("items", FieldOf([]));
        Assert.Equal("items", FieldOf([.. Enumerable.Repeat(new ItemUpdate("i"), Limits.ItemsPerCallMax + 1)]));
        Assert.Equal("items", FieldOf([.. Enumerable.Repeat(new ItemUpdate("i", attributes), 101)]));
        Assert.Equal("items[1].itemId", FieldOf([new("i"), new("")]));
        Assert.Equal("items[0].attributes", FieldOf([new("i", [.. attributes, "one more"])]));
        Assert.Equal("items[0].attributes[1]", FieldOf([new("i", ["a", " "])]));

        static string FieldOf(IReadOnlyList<ItemUpdate> items) =>
            Assert.Throws<InvalidRequestException>(() => RequestRules.Check(items)).Field;
    }

    private static string Refusal(string id) =>
        Assert.Throws<InvalidRequestException>(() => RequestRules.CheckUserId(id)).Message;

    private static string FieldOf(IReadOnlyList<Interaction> interactions) =>
        Assert.Throws<InvalidRequestException>(() => RequestRules.Check(interactions)).Field;
}
