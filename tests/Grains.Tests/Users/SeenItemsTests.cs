using S3Rec.Grains.Users;

namespace S3Rec.Grains.Tests.Users;

public sealed class SeenItemsTests
{
    [Fact]
    public void Items_are_distinct_and_ascending_whatever_the_order_they_come_in()
    {
        var random = new Random(3);
        var initial = Enumerable.Range(0, 50).Select(_ => random.Next(200)).ToArray();
        var seen = new SeenItems(initial);
        var expected = new SortedSet<int>(initial);
        for (var i = 0; i < 500; i++)
        {
            var item = random.Next(200);
            seen.Add(item);
            expected.Add(item);
        }

        Assert.Equal(expected, seen.ToArray());
    }

    [Fact]
    public void It_is_full_at_its_bound()
    {
        var seen = new SeenItems(Enumerable.Range(0, SeenItems.ItemsMax - 1));
        Assert.False(seen.IsFull);

        seen.Add(SeenItems.ItemsMax);
        Assert.True(seen.IsFull);
    }
}
