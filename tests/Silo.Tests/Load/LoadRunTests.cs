using S3Rec.Silo.Commands;
using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

public sealed class LoadRunTests : IAsyncDisposable
{
    private static readonly LoadPlan s_plan = new()
    {
        Phases = [new LoadPhase(100, TimeSpan.FromMilliseconds(20), IsWarmUp: true), new LoadPhase(100, TimeSpan.FromMilliseconds(50))],
        InFlightMax = 1,
        Count = 1,
        IsPoisson = false,
    };

    private readonly FakeTarget _target = new(new ManualClock());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public async Task A_training_run_is_asked_for_once_and_the_load_goes_on()
    {
        var report = await Run(retrains: true, swapCount: 0).Run("settings", Token);

        Assert.Equal(1, _target.RetrainCount);
        Assert.Equal(5, report.Total.Answered);
        Assert.Null(report.Swaps);
        Assert.Null(report.Service);
        Assert.True(report.Driver.StartMb > 0);
    }

    [Fact]
    public async Task Swaps_without_two_models_are_refused_before_the_load_begins()
    {
        await Assert.ThrowsAsync<CommandException>(() => Run(retrains: false, swapCount: 2).Run("settings", Token));

        Assert.Empty(_target.Activated);
    }

    private LoadRun Run(bool retrains, int swapCount) =>
        new(_target, s_plan, new LoadMix(["ann"], ["taken"], 0, 1), TimeProvider.System)
        {
            Retrains = retrains,
            SwapCount = swapCount,
        };
}
