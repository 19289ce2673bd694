using CsCheck;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

public sealed class KCoreTests
{
    private static readonly Gen<List<RowInteraction>> s_interactions =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 9], static (user, item) => new RowInteraction(user, item, 0)).List[0, 80];

    [Fact]
    public void Every_user_and_item_that_stays_has_enough() => Sample(static (interactions, countMin) =>
    {
        var kept = KCore.Filter(interactions, countMin);

        Assert.All(kept.CountBy(static i => i.User), user => Assert.True(user.Value >= countMin));
        Assert.All(kept.CountBy(static i => i.Item), item => Assert.True(item.Value >= countMin));
    });

    [Fact]
    public void Nothing_goes_that_could_have_stayed() => Sample(static (interactions, countMin) =>
    {
        Assert.Equal(Peeled(interactions, countMin), KCore.Filter(interactions, countMin));
    });

    [Fact]
    public void A_second_pass_changes_nothing() => Sample(static (interactions, countMin) =>
    {
        var once = KCore.Filter(interactions, countMin);

        Assert.Equal(once, KCore.Filter(once, countMin));
    });

    [Fact]
    public void What_is_given_stays_as_it_is() => Sample(static (interactions, countMin) =>
    {
        List<RowInteraction> before = [.. interactions];
        KCore.Filter(interactions, countMin);

        Assert.Equal(before, interactions);
    });

    [Fact]
    public void All_of_a_rare_item_goes_wherever_it_stands()
    {
        // Item 9 stands twice in a row: a loop that removes from what it iterates over would pass the second by.
        List<RowInteraction> interactions = [new(0, 9, 0), new(0, 9, 1), new(0, 1, 2), new(0, 1, 3), new(0, 1, 4)];

        Assert.Equal([new(0, 1, 2), new(0, 1, 3), new(0, 1, 4)], KCore.Filter(interactions, 3));
    }

    [Fact]
    public void One_removal_leads_to_the_next()
    {
        List<RowInteraction> chain = [new(0, 0, 0), new(0, 1, 0), new(1, 1, 0), new(1, 2, 0), new(2, 2, 0)];

        Assert.Empty(KCore.Filter(chain, 2));
    }

    private static void Sample(Action<List<RowInteraction>, int> check) =>
        Gen.Select(s_interactions, Gen.Int[1, 6]).Sample(check);

    /// <summary>The definition, one user or item at a time.</summary>
    private static List<RowInteraction> Peeled(List<RowInteraction> interactions, int countMin)
    {
        var left = interactions;
        while (true)
        {
            var user = FirstRare(left, countMin, static i => i.User);
            var item = FirstRare(left, countMin, static i => i.Item);
            if (user is null && item is null)
                return left;
            left = [.. left.Where(i => user is null ? i.Item != item : i.User != user)];
        }
    }

    private static int? FirstRare(List<RowInteraction> interactions, int countMin, Func<RowInteraction, int> row) => interactions
        .CountBy(row)
        .Where(count => count.Value < countMin)
        .Select(static count => (int?)count.Key)
        .FirstOrDefault();
}
