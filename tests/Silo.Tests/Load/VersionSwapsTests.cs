using S3Rec.Contracts;
using S3Rec.Silo.Commands;
using S3Rec.Silo.Load;
using S3Rec.Silo.Tests.Progress;

namespace S3Rec.Silo.Tests.Load;

public sealed class VersionSwapsTests
{
    private readonly ManualClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_live_version_and_the_newest_other_that_loads_take_turns_and_the_first_is_live_in_the_end()
    {
        var target = new FakeTarget(_clock) { Models = [Model(4, refusal: "torn"), Model(3), Model(2, isLive: true), Model(1)] };
        target.OnAsk = user => FakeTarget.List(user, target.Activated[^1], ("tent", 2));

        var swaps = await VersionSwaps.Between(target, Token);
        await swaps.TakeReferences(["ann"], 1, Token);
        await swaps.Run(4, TimeSpan.FromSeconds(10), _clock, new InstantTime(), Token);

        Assert.Equal([3, 2, 3, 2, 3, 2], target.Activated);
        Assert.Equal(4, swaps.Times.Summary.Count);
        Assert.True(swaps.References.Fits(FakeTarget.List("ann", 3, ("tent", 2)).List!));
        Assert.False(swaps.References.Fits(FakeTarget.List("ann", 3, ("tent", 4)).List!));
    }

    [Fact]
    public async Task One_model_alone_cannot_be_swapped()
    {
        var target = new FakeTarget(_clock) { Models = [Model(1, isLive: true)] };

        var error = await Assert.ThrowsAsync<CommandException>(() => VersionSwaps.Between(target, Token));

        Assert.Contains("s3rec retrain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_the_models_do_not_know_is_said_before_the_load_begins()
    {
        var target = new FakeTarget(_clock)
        {
            Models = [Model(2, isLive: true), Model(1)],
            OnAsk = static user => FakeTarget.List(user, null, ("tent", 2)),
        };
        var swaps = await VersionSwaps.Between(target, Token);

        var error = await Assert.ThrowsAsync<CommandException>(() => swaps.TakeReferences(["ann"], 1, Token));

        Assert.Contains("User ann was to be answered by model 1, but it was a popular list", error.Message, StringComparison.Ordinal);
    }

    private static ModelInfo Model(int version, bool isLive = false, string? refusal = null) => new(
        version, DateTimeOffset.UnixEpoch, isLive, 1, 1, new Dictionary<string, double>(), ModelVerdict.Accepted, "", refusal);
}
