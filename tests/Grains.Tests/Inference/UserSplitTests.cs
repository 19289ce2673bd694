using S3Rec.Grains.Inference;

namespace S3Rec.Grains.Tests.Inference;

public sealed class UserSplitTests
{
    private const int UserCount = 20_000;

    /// <summary>The published vectors of FNV-1a.</summary>
    [Theory]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void The_number_of_a_user_is_that_of_a_published_hash(string userId, ulong expected) =>
        Assert.Equal(expected, UserSplit.NumberOf(userId));

    /// <summary>Worked out by a program in another language: what it says may never change.</summary>
    [Theory]
    [InlineData("ann", 1, 0.7032629278582768)]
    [InlineData("ann", 2, 0.6708928020168676)]
    [InlineData("Zoë", 42, 0.9591494191887512)]
    [InlineData("user-17", 42, 0.40667716921523767)]
    public void The_place_of_a_user_in_a_trial_is_fixed_for_ever(string userId, int version, double place)
    {
        Assert.True(UserSplit.IsOnTrial(UserSplit.NumberOf(userId), version, place + 1e-12));
        Assert.False(UserSplit.IsOnTrial(UserSplit.NumberOf(userId), version, place - 1e-12));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_share_of_the_users_is_served_within_four_standard_deviations(double share)
    {
        var allowed = 4 * Math.Sqrt(share * (1 - share) / UserCount);

        Assert.InRange(Served(42, share).Count / (double)UserCount, share - allowed, share + allowed);
    }

    [Fact]
    public void A_larger_share_keeps_the_users_of_a_smaller_one() => Assert.Subset(Served(42, 0.3), Served(42, 0.1));

    [Fact]
    public void Successive_trials_draw_their_users_independently()
    {
        var (first, second) = (Served(42, 0.1), Served(43, 0.1));
        first.IntersectWith(second);

        // A hundredth of the users is in both, within four standard deviations.
        Assert.InRange(first.Count, 200 - 56, 200 + 56);
    }

    private static HashSet<int> Served(int version, double share) =>
        [.. Enumerable.Range(0, UserCount).Where(n => UserSplit.IsOnTrial(UserSplit.NumberOf($"user-{n}"), version, share))];
}
