namespace S3Rec.Silo.Load;

/// <summary>Counts what becomes of every request, by the phase and the second of its intended start. Thread-safe.</summary>
internal sealed class LoadTally
{
    private readonly Lock _lock = new();
    private readonly LoadPlan _plan;
    private readonly PhaseTally[] _phases;
    private readonly SecondTally[] _seconds;
    private readonly Dictionary<string, Violation> _violations = [];

    public LoadTally(LoadPlan plan)
    {
        _plan = plan;
        _phases = [.. plan.Phases.Select(static _ => new PhaseTally())];
        _seconds = [.. Enumerable.Range(0, (int)Math.Ceiling(plan.Measured.TotalSeconds)).Select(static _ => new SecondTally())];
    }

    /// <summary>A list came that was asked for alone.</summary>
    public void List(Arrival arrival, TimeSpan sent, TimeSpan now, bool isShort) => Count(arrival, (phase, second) =>
    {
        phase.Lists.Add(now - arrival.At);
        phase.ListsFromSending.Add(now - sent);
        phase.Short += isShort ? 1 : 0;
        second?.Answered.Add(now - arrival.At);
    });

    public void Acknowledged(Arrival arrival, TimeSpan now) =>
        Count(arrival, (phase, _) => phase.Acknowledged.Add(now - arrival.At));

    /// <summary>The list after an interaction came.</summary>
    public void Pair(Arrival arrival, TimeSpan now, bool isShort) => Count(arrival, (phase, second) =>
    {
        phase.Pairs.Add(now - arrival.At);
        phase.Short += isShort ? 1 : 0;
        second?.Answered.Add(now - arrival.At);
    });

    /// <summary>A request was refused or failed.</summary>
    public void NotAnswered(Arrival arrival, TimeSpan sent, TimeSpan now, LoadAnswer answer) => Count(arrival, (phase, second) =>
    {
        var isRefused = answer.Outcome == LoadOutcome.Refused;
        var kinds = isRefused ? phase.RefusedByKind : phase.FailedByKind;
        kinds[answer.Kind!] = kinds.GetValueOrDefault(answer.Kind!) + 1;
        if (isRefused)
        {
            phase.Refused.Add(now - arrival.At);
            phase.RefusedFromSending.Add(now - sent);
        }

        if (second is null)
            return;
        second.Refused += isRefused ? 1 : 0;
        second.Failed += isRefused ? 0 : 1;
    });

    public void Unsent(Arrival arrival) => Count(arrival, static (phase, second) =>
    {
        phase.Unsent++;
        if (second is not null)
            second.Failed++;
    });

    /// <summary>An answer breaks a promise of the service; also in the warm-up.</summary>
    public void Broken(string promise, string example)
    {
        lock (_lock)
        {
            _violations[promise] = _violations.TryGetValue(promise, out var known)
                ? known with { Count = known.Count + 1 }
                : new Violation(promise, 1, example);
        }
    }

    /// <summary>The measured phases in their order, without the warm-up.</summary>
    public IReadOnlyList<(LoadPhase Phase, PhaseTally Tally)> Phases =>
        [.. _plan.Phases.Zip(_phases).Where(static phase => !phase.First.IsWarmUp)];

    public IReadOnlyList<SecondTally> Seconds => _seconds;

    public IReadOnlyList<Violation> Violations => [.. _violations.Values];

    private void Count(Arrival arrival, Action<PhaseTally, SecondTally?> add)
    {
        var second = (int)(arrival.At - _plan.WarmUp).TotalSeconds;
        var isMeasured = !_plan.Phases[arrival.Phase].IsWarmUp && second < _seconds.Length;
        lock (_lock)
            add(_phases[arrival.Phase], isMeasured ? _seconds[second] : null);
    }
}

/// <summary>A promise of the service that was broken.</summary>
/// <param name="Promise">Which.</param>
/// <param name="Count">How often.</param>
/// <param name="Example">The first time.</param>
internal sealed record Violation(string Promise, long Count, string Example);
