namespace S3Rec.Silo.Load;

/// <summary>What load is put on the service.</summary>
internal sealed record LoadPlan
{
    /// <summary>One after the other; the warm-up is the first when there is one. All are of an open loop or all of a closed
    /// one.</summary>
    public required IReadOnlyList<LoadPhase> Phases { get; init; }

    /// <summary>Requests, or pairs of them, in flight at most; over HTTP each has a connection.</summary>
    public required int InFlightMax { get; init; }

    /// <summary>Items per list.</summary>
    public required int Count { get; init; }

    /// <summary>True for gaps as independent users leave them (a Poisson process); false for equal ones.</summary>
    public bool IsPoisson { get; init; } = true;

    /// <summary>A request that cannot be sent so long after its intended start is given up; null to send all, however
    /// late.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>The same seed intends the same starts.</summary>
    public int Seed { get; init; } = 1;

    public bool IsClosedLoop => Phases[0].RatePerSecond is null;

    public TimeSpan WarmUp => Sum(static phase => phase.IsWarmUp);

    public TimeSpan Measured => Sum(static phase => !phase.IsWarmUp);

    private TimeSpan Sum(Func<LoadPhase, bool> isCounted) =>
        Phases.Where(isCounted).Aggregate(TimeSpan.Zero, static (sum, phase) => sum + phase.Duration);
}
