using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

public sealed class LoadDriverTests
{
    private readonly ManualClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_server_cannot_hide_its_queue()
    {
        var target = new FakeTarget(_clock) { Takes = TimeSpan.FromMilliseconds(150) };

        var tally = await Run(target, Plan(new LoadPhase(10, TimeSpan.FromSeconds(1))));

        // Ten a second are intended, 150 ms each: the last is intended at 0.9 s and answered at 1.5 s.
        var lists = tally.Phases[0].Tally.Lists.Summary;
        Assert.Equal(10, lists.Count);
        Assert.InRange(lists.MaxMs!.Value, 599, 601);
        Assert.InRange(lists.P50Ms!.Value, 349, 351);
        Assert.InRange(tally.Phases[0].Tally.ListsFromSending.Summary.MaxMs!.Value, 149, 151);
    }

    [Fact]
    public async Task What_cannot_be_sent_in_time_is_counted_and_not_sent()
    {
        var target = new FakeTarget(_clock) { Takes = TimeSpan.FromMilliseconds(150) };
        var plan = Plan(new LoadPhase(10, TimeSpan.FromSeconds(1))) with { Patience = TimeSpan.FromMilliseconds(120) };

        var tally = (await Run(target, plan)).Phases[0].Tally;

        // Late by 0, 50 and 100 ms; the fourth is late by 150 and left out, and so on.
        Assert.Equal(7, tally.Lists.Summary.Count);
        Assert.Equal(3, tally.Unsent);
        Assert.InRange(tally.Lists.Summary.MaxMs!.Value, 249, 271);
    }

    [Fact]
    public async Task Figures_go_to_the_phase_and_the_second_of_the_intended_start()
    {
        var tally = await Run(
            new FakeTarget(_clock),
            Plan(
                new LoadPhase(10, TimeSpan.FromSeconds(1), IsWarmUp: true), new LoadPhase(5, TimeSpan.FromSeconds(2)),
                new LoadPhase(20, TimeSpan.FromSeconds(1))));

        Assert.Equal([10, 20], tally.Phases.Select(static phase => phase.Tally.Lists.Summary.Count));
        Assert.Equal([5, 5, 20], tally.Seconds.Select(static second => second.Answered.Summary.Count));
    }

    [Fact]
    public async Task Refusals_and_failures_are_counted_apart_by_kind()
    {
        var count = 0;
        var target = new FakeTarget(_clock)
        {
            OnAsk = user => (count++ % 4) switch
            {
                0 => LoadAnswer.Refused("HTTP 429"),
                1 => LoadAnswer.Failed("HTTP 500"),
                _ => FakeTarget.List(user, 1, ("tent", 2)),
            },
        };

        var tally = await Run(target, Plan(new LoadPhase(20, TimeSpan.FromSeconds(1))));

        var phase = tally.Phases[0].Tally;
        Assert.Equal((10, 5), (phase.Lists.Summary.Count, phase.Refused.Summary.Count));
        Assert.Equal(5, phase.RefusedByKind["HTTP 429"]);
        Assert.Equal(5, phase.FailedByKind["HTTP 500"]);
        Assert.Equal((5, 5), (tally.Seconds[0].Refused, tally.Seconds[0].Failed));
    }

    [Fact]
    public async Task A_pair_records_what_the_user_was_offered_and_finds_it_when_it_is_shown_again()
    {
        var target = new FakeTarget(_clock);

        var tally = await Run(target, Plan(new LoadPhase(10, TimeSpan.FromSeconds(1))), recordShare: 1);

        // Nothing was offered before the first list; from then on the service shows the tent again and again.
        Assert.Equal("taken", target.Recorded[0].Item);
        Assert.All(target.Recorded.Skip(1), static recorded => Assert.Equal("tent", recorded.Item));
        Assert.Equal(9, Assert.Single(tally.Violations).Count);
        var phase = tally.Phases[0].Tally;
        Assert.Equal((0, 10, 10), (phase.Lists.Summary.Count, phase.Acknowledged.Summary.Count, phase.Pairs.Summary.Count));
        Assert.InRange(phase.Pairs.Summary.MaxMs!.Value, 1.99, 2.01);
    }

    [Fact]
    public async Task A_record_that_is_not_acknowledged_ends_the_pair()
    {
        var target = new FakeTarget(_clock) { OnRecord = static () => LoadAnswer.Refused("HTTP 503") };

        var phase = (await Run(target, Plan(new LoadPhase(10, TimeSpan.FromSeconds(1))), recordShare: 1)).Phases[0].Tally;

        Assert.Equal((10, 0), (phase.Refused.Summary.Count, phase.Pairs.Summary.Count));
    }

    [Fact]
    public async Task A_closed_loop_asks_again_when_it_is_answered()
    {
        var target = new FakeTarget(_clock) { Takes = TimeSpan.FromMilliseconds(100) };

        var tally = await Run(target, Plan(new LoadPhase(null, TimeSpan.FromSeconds(1))));

        Assert.Equal(10, tally.Phases[0].Tally.Lists.Summary.Count);
        Assert.InRange(tally.Phases[0].Tally.Lists.Summary.MaxMs!.Value, 99, 101);
    }

    [Fact]
    public async Task An_error_of_the_driver_itself_ends_the_run()
    {
        var target = new FakeTarget(_clock) { OnAsk = static _ => throw new FormatException("boom") };

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Run(target, Plan(new LoadPhase(10, TimeSpan.FromSeconds(1)))));

        Assert.IsType<FormatException>(error.InnerException);
    }

    private async Task<LoadTally> Run(FakeTarget target, LoadPlan plan, double recordShare = 0)
    {
        var tally = new LoadTally(plan);
        var mix = new LoadMix(["ann"], ["taken"], recordShare, plan.Seed);
        using var driver = new LoadDriver(target, plan, mix, tally, new AnswerChecks(tally, null, null, retrains: false), _clock);
        await driver.Run(Token);
        return tally;
    }

    private static LoadPlan Plan(params LoadPhase[] phases) =>
        new() { Phases = phases, InFlightMax = 1, Count = 1, IsPoisson = false };
}
