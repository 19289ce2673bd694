using S3Rec.Grains.Users;

namespace S3Rec.Grains.Tests.Users;

public sealed class HistoryRingTests
{
    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(2, new[] { 1, 2 })]
    [InlineData(3, new[] { 1, 2, 3 })]
    [InlineData(5, new[] { 3, 4, 5 })]
    [InlineData(7, new[] { 5, 6, 7 })]
    public void The_newest_items_come_out_oldest_first(int added, int[] expected)
    {
        var ring = new HistoryRing(capacity: 3);
        for (var item = 1; item <= added; item++)
            ring.Add(item);

        Assert.Equal(expected, ring.ToArray());
    }

    [Fact]
    public void A_copy_does_not_change_with_the_ring()
    {
        var ring = new HistoryRing(capacity: 2);
        ring.Add(1);
        var copy = ring.ToArray();
        ring.Add(2);
        ring.Add(3);

        Assert.Equal([1], copy);
    }
}
