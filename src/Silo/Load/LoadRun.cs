using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Load;

/// <summary>One measurement: the load, and what is asked of the service beside it.</summary>
internal sealed class LoadRun(ILoadTarget target, LoadPlan plan, LoadMix mix, TimeProvider time)
{
    /// <summary>Asks for a training run when the measurement begins.</summary>
    public bool Retrains { get; init; }

    /// <summary>Swaps of the live version, spread over the measurement.</summary>
    public int SwapCount { get; init; }

    /// <summary>The process of the service; null when it is elsewhere.</summary>
    public int? ServiceProcessId { get; init; }

    /// <param name="settings">What was asked for, for the report.</param>
    /// <param name="cancellationToken">Ends it, without a report.</param>
    /// <exception cref="CommandException">The service cannot do what is asked of it beside the load.</exception>
    public async Task<LoadReport> Run(string settings, CancellationToken cancellationToken)
    {
        var machine = MachineConditions.Read();
        var swaps = SwapCount == 0 ? null : await VersionSwaps.Between(target, cancellationToken);
        if (swaps is not null)
            await swaps.TakeReferences(mix.Users, plan.Count, cancellationToken);

        var tally = new LoadTally(plan);
        var checks = new AnswerChecks(tally, swaps?.Live, swaps?.References, Retrains);
        var clock = new PreciseClock(time);
        using var driver = new LoadDriver(target, plan, mix, tally, checks, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = driver.Run(stop.Token);
        var beside = Beside(swaps, clock, stop.Token);
        if (await Task.WhenAny(load, beside) == beside && !beside.IsCompletedSuccessfully)
            await stop.CancelAsync();
        var (ownStart, serviceStart) = await beside;
        await load;

        return LoadReport.Of(
            machine, settings, tally, swaps?.Times.Summary, ProcessUse.Between(ownStart, ProcessSample.Of(Environment.ProcessId)),
            serviceStart is { } start ? ProcessUse.Between(start, ProcessSample.Of(ServiceProcessId!.Value)) : null);
    }

    /// <summary>What happens beside the load, from the end of the warm-up on.</summary>
    private async Task<(ProcessSample Own, ProcessSample? Service)> Beside(
        VersionSwaps? swaps, ILoadClock clock, CancellationToken cancellationToken)
    {
        await Task.Delay(plan.WarmUp, time, cancellationToken);
        var samples = (
            ProcessSample.Of(Environment.ProcessId), ServiceProcessId is { } id ? ProcessSample.Of(id) : (ProcessSample?)null);
        if (Retrains)
            await target.Retrain(cancellationToken);
        if (swaps is not null)
            await swaps.Run(SwapCount, plan.Measured, clock, time, cancellationToken);
        return samples;
    }
}
