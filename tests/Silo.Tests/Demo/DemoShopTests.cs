using S3Rec.Silo.Demo;

namespace S3Rec.Silo.Tests.Demo;

public sealed class DemoShopTests
{
    private static readonly DemoShop Shop = DemoShop.Generate();

    [Fact]
    public void The_same_seed_gives_the_same_shop_and_another_seed_another_one()
    {
        static IEnumerable<string> Bought(DemoShop shop) => shop.Customers.SelectMany(static c => c.Items.Prepend(c.UserId));

        Assert.Equal(Bought(Shop), Bought(DemoShop.Generate()));
        Assert.NotEqual(Bought(Shop), Bought(DemoShop.Generate(seed: 1)));
    }

    [Fact]
    public void The_shop_has_the_promised_size()
    {
        Assert.InRange(Shop.Items.Count, 2_000, 3_000);
        Assert.Equal(2_000, Shop.Customers.Count);
        Assert.InRange(Shop.Customers.Sum(static c => c.Items.Count), 40_000, 60_000);
    }

    [Fact]
    public void Ids_are_unique_and_every_item_bought_is_on_the_shelves()
    {
        var items = Shop.Items.Select(static item => item.ItemId).ToHashSet(StringComparer.Ordinal);

        Assert.Contains("trail-tent-2p", items);
        Assert.Equal(Shop.Items.Count, items.Count);
        Assert.Equal(Shop.Customers.Count, Shop.Customers.Select(static c => c.UserId).Distinct(StringComparer.Ordinal).Count());
        Assert.Subset(items, Shop.Customers.SelectMany(static c => c.Items).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Nobody_buys_the_same_item_twice() =>
        Assert.All(Shop.Customers, static c => Assert.Equal(c.Items.Count, c.Items.Distinct(StringComparer.Ordinal).Count()));

    [Fact]
    public void Every_item_says_what_it_is()
    {
        var tent = Shop.Items.Single(static item => item.ItemId == "trail-tent-2p");

        Assert.Equal(["activity:camping", "kind:tent", "brand:trail", "make:tent-2p", "price:budget"], tent.Attributes);
    }

    /// <summary>What a model can learn: after an item, the ten commonest followers (counted over the first half of the customers)
    /// hold far more of the second half's next items than the ten most popular items do.</summary>
    [Fact]
    public void What_comes_next_follows_from_what_came_before()
    {
        var followers = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        var popularity = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (before, next) in Steps(Shop.Customers.Take(1_000)))
        {
            var counts = followers.TryGetValue(before, out var known) ? known : followers[before] = new(StringComparer.Ordinal);
            counts[next] = counts.GetValueOrDefault(next) + 1;
            popularity[next] = popularity.GetValueOrDefault(next) + 1;
        }

        var popular = Commonest(popularity);
        var byHabit = followers.ToDictionary(static f => f.Key, static f => Commonest(f.Value), StringComparer.Ordinal);
        var steps = Steps(Shop.Customers.Skip(1_000)).ToArray();
        var habitHits = steps.Count(step => byHabit.TryGetValue(step.Before, out var list) && list.Contains(step.Next));
        var popularHits = steps.Count(step => popular.Contains(step.Next));

        Assert.True(habitHits > 0.3 * steps.Length, $"Only {habitHits} of {steps.Length} steps follow a habit.");
        Assert.True(habitHits > 10 * popularHits, $"{habitHits} steps follow a habit, {popularHits} what is popular.");
    }

    [Fact]
    public void Interests_drift()
    {
        var activityOf = Shop.Items.ToDictionary(
            static item => item.ItemId, static item => item.Attributes![0], StringComparer.Ordinal);
        var interests = Shop.Customers.Where(static c => c.Items.Count > 25)
            .Select(c => c.Items.Select(item => activityOf[item]).Distinct(StringComparer.Ordinal).Count()).ToArray();

        Assert.InRange(interests.Average(), 2, 5);
        Assert.Contains(interests, static count => count > 3);
    }

    private static IEnumerable<(string Before, string Next)> Steps(IEnumerable<CustomerHistory> customers) =>
        customers.SelectMany(static c => c.Items.Zip(c.Items.Skip(1)));

    private static HashSet<string> Commonest(Dictionary<string, int> counts) =>
        counts.OrderByDescending(static c => c.Value).ThenBy(static c => c.Key, StringComparer.Ordinal).Take(10)
            .Select(static c => c.Key).ToHashSet(StringComparer.Ordinal);
}
