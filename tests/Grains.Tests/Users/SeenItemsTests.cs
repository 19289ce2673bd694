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

        Assert.Equal(expected, seen.Items);
    }

    [Fact]
    public void What_a_request_holds_does_not_change_with_later_events()
    {
        var seen = new SeenItems([3, 1]);
        var held = seen.Items;
        seen.Add(2);

        Assert.Equal([1, 3], held);
        Assert.Same(seen.Items, seen.Items);
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
