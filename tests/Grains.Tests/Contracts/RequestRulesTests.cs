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

    private static string Refusal(string id) =>
        Assert.Throws<InvalidRequestException>(() => RequestRules.CheckUserId(id)).Message;

    private static string FieldOf(IReadOnlyList<Interaction> interactions) =>
        Assert.Throws<InvalidRequestException>(() => RequestRules.Check(interactions)).Field;
}
