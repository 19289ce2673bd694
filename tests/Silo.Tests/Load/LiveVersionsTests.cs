using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

public sealed class LiveVersionsTests
{
    /// <summary>Version 1 from the start; 2 is asked for at 10 s and serves from 12 s; 1 again at 20 s, from 22 s.</summary>
    private static LiveVersions Swapped()
    {
        var versions = new LiveVersions(1);
        versions.Begin(2, Seconds(10));
        versions.End(2, Seconds(12));
        versions.Begin(1, Seconds(20));
        versions.End(1, Seconds(22));
        return versions;
    }

    [Theory]
    [InlineData(1, 0, 9, true)]
    [InlineData(2, 0, 9, false)]
    [InlineData(1, 11, 11.5, true)] // While they are swapped, either may answer.
    [InlineData(2, 11, 11.5, true)]
    [InlineData(1, 11.5, 15, true)] // It began while 1 could still be live.
    [InlineData(1, 13, 19, false)]
    [InlineData(2, 13, 19, true)]
    [InlineData(1, 13, 21, true)]
    [InlineData(2, 23, 30, false)]
    [InlineData(1, 23, 30, true)]
    public void An_answer_may_name_what_was_live_at_some_moment_of_it(int version, double from, double to, bool expected) =>
        Assert.Equal(expected, Swapped().WasLive(version, Seconds(from), Seconds(to), allowsUnknown: false));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_version_never_heard_of_may_only_come_from_a_training_run(bool retrains) =>
        Assert.Equal(retrains, Swapped().WasLive(3, Seconds(5), Seconds(6), retrains));

    [Fact]
    public void A_swap_that_has_not_ended_leaves_both_possible()
    {
        var versions = new LiveVersions(1);
        versions.Begin(2, Seconds(10));

        Assert.True(versions.WasLive(1, Seconds(50), Seconds(51), allowsUnknown: false));
        Assert.True(versions.WasLive(2, Seconds(50), Seconds(51), allowsUnknown: false));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
