using System.Text.Json;
using System.Text.Json.Serialization;

namespace S3Rec.Silo.Load;

/// <summary>What was measured, and where.</summary>
internal sealed record LoadReport
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public required MachineConditions Machine { get; init; }

    /// <summary>The command line, without what only names a place.</summary>
    public required string Settings { get; init; }

    /// <summary>All measured phases together.</summary>
    public required PhaseReport Total { get; init; }

    public required IReadOnlyList<PhaseReport> Phases { get; init; }

    public required IReadOnlyList<SecondReport> Seconds { get; init; }

    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>Times of the swaps, from asking to serving; null without any.</summary>
    public LatencySummary? Swaps { get; init; }

    public required ProcessUse Driver { get; init; }

    /// <summary>The service; null when its process was not named.</summary>
    public ProcessUse? Service { get; init; }

    /// <summary>Everything was answered or refused, something was answered, and no promise was broken.</summary>
    [JsonIgnore]
    public bool IsSound => Violations.Count == 0 && Total.Answered > 0 && Total.Failed.Count == 0;

    public static LoadReport Of(
        MachineConditions machine, string settings, LoadTally tally, LatencySummary? swaps, ProcessUse driver, ProcessUse? service) => new()
        {
            Machine = machine,
            Settings = settings,
            Total = PhaseReport.OfAll(tally.Phases),
            Phases = [.. tally.Phases.Select(static phase =>
                PhaseReport.Of(phase.Phase.RatePerSecond, phase.Phase.Duration, phase.Tally))],
            Seconds = [.. tally.Seconds.Select(static (second, index) =>
                new SecondReport(index, second.Answered.Summary, second.Refused, second.Failed))],
            Violations = tally.Violations,
            Swaps = swaps,
            Driver = driver,
            Service = service,
        };

    public string ToJson() => JsonSerializer.Serialize(this, s_json) + "\n";
}

/// <summary>One phase of the load.</summary>
/// <param name="IntendedPerSecond">Null in a closed loop, and for phases of several rates together.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Answered">Lists and pairs answered.</param>
/// <param name="AnsweredPerSecond">The same per second of the phase.</param>
/// <param name="Lists">Lists asked for alone, from intended start to answer.</param>
/// <param name="Acknowledged">Interactions, from intended start to receipt.</param>
/// <param name="Pairs">Interactions with the list after them, from intended start to list.</param>
/// <param name="Refused">Refusals, from intended start.</param>
/// <param name="ListsFromSending">The lists, without the wait for a free place.</param>
/// <param name="RefusedFromSending">The refusals, without it.</param>
/// <param name="RefusedByKind">What they were.</param>
/// <param name="Failed">Errors by kind.</param>
/// <param name="Unsent">Given up before they were sent.</param>
/// <param name="Short">Answered lists with fewer items than asked for.</param>
internal sealed record PhaseReport(
    double? IntendedPerSecond, double Seconds, long Answered, double AnsweredPerSecond, LatencySummary Lists,
    LatencySummary Acknowledged, LatencySummary Pairs, LatencySummary Refused, LatencySummary ListsFromSending,
    LatencySummary RefusedFromSending, IReadOnlyDictionary<string, long> RefusedByKind, IReadOnlyDictionary<string, long> Failed, long Unsent, long Short)
{
    public static PhaseReport Of(double? rate, TimeSpan duration, PhaseTally tally)
    {
        var (lists, pairs) = (tally.Lists.Summary, tally.Pairs.Summary);
        var answered = lists.Count + pairs.Count;
        return new PhaseReport(
            rate, duration.TotalSeconds, answered, answered / duration.TotalSeconds, lists, tally.Acknowledged.Summary, pairs,
            tally.Refused.Summary, tally.ListsFromSending.Summary, tally.RefusedFromSending.Summary, tally.RefusedByKind,
            tally.FailedByKind, tally.Unsent, tally.Short);
    }

    /// <summary>All of them as one.</summary>
    public static PhaseReport OfAll(IReadOnlyList<(LoadPhase Phase, PhaseTally Tally)> phases)
    {
        var sum = new PhaseTally();
        foreach (var (_, tally) in phases)
            sum.Add(tally);
        var duration = phases.Aggregate(TimeSpan.Zero, static (sum, phase) => sum + phase.Phase.Duration);
        return Of(phases is [var only] ? only.Phase.RatePerSecond : null, duration, sum);
    }
}

/// <summary>The requests intended in one second.</summary>
/// <param name="Second">From 0, of the measurement.</param>
/// <param name="Answered">Lists and pairs; percentiles to two digits.</param>
/// <param name="Refused">Refusals.</param>
/// <param name="Failed">Failed or unsent.</param>
internal sealed record SecondReport(int Second, LatencySummary Answered, long Refused, long Failed);
