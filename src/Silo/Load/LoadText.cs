using System.Globalization;

namespace S3Rec.Silo.Load;

/// <summary>A report for people.</summary>
internal static class LoadText
{
    private const string Head = "                      count     p50 ms     p90 ms     p99 ms   p99.9 ms     max ms";

    public static IEnumerable<string> Lines(LoadReport report)
    {
        var machine = report.Machine;
        yield return Text($"{machine.Processor}, {machine.Cores} cores, {machine.Runtime}, s3rec {machine.Program}");
        if (machine.LoadAverage is { } load)
            yield return Text($"load average before the start: {load:0.00}");
        foreach (var phase in report.Phases)
        {
            foreach (var line in Lines(phase))
                yield return line;
        }

        if (report.Phases.Count > 1)
        {
            foreach (var line in Timeline(report.Seconds))
                yield return line;
        }

        if (report.Swaps is { } swaps)
        {
            yield return "";
            yield return Head;
            yield return Row("swaps", swaps);
        }

        yield return Use("driver", report.Driver);
        yield return report.Service is { } service ? Use("service", service) : "service: not read; name its process with --pid";
        foreach (var violation in report.Violations)
            yield return Text($"BROKEN {violation.Count} times: {violation.Promise}. First: {violation.Example}.");
    }

    private static IEnumerable<string> Lines(PhaseReport phase)
    {
        yield return "";
        yield return phase.IntendedPerSecond is { } rate
            ? Text($"{rate:0.#} intended per second for {phase.Seconds:0.#} s: {phase.AnsweredPerSecond:0.0} answered per second")
            : Text($"closed loop for {phase.Seconds:0.#} s: {phase.AnsweredPerSecond:0.0} answered per second");
        yield return Head;
        (string Name, LatencySummary Times)[] rows =
        [
            ("lists", phase.Lists), ("acknowledged", phase.Acknowledged), ("pairs", phase.Pairs), ("refused", phase.Refused),
            ("lists, sent", phase.ListsFromSending), ("refused, sent", phase.RefusedFromSending),
        ];
        foreach (var (name, times) in rows.Where(static row => row.Times.Count > 0))
            yield return Row(name, times);
        foreach (var (kind, count) in phase.RefusedByKind)
            yield return Text($"  refused: {kind}  {count}");
        foreach (var (kind, count) in phase.Failed)
            yield return Text($"  failed: {kind}  {count}");
        if (phase.Unsent > 0)
            yield return Text($"  unsent: {phase.Unsent} found no free place in time, and are in no percentile");
        if (phase.Short > 0)
            yield return Text($"  short: {phase.Short} lists had fewer items than were asked for");
    }

    private static IEnumerable<string> Timeline(IReadOnlyList<SecondReport> seconds)
    {
        yield return "";
        yield return "    second   answered    refused     failed     p50 ms     p99 ms     max ms";
        foreach (var second in seconds)
        {
            var (times, counts) = (second.Answered, Text($"{second.Second,10} {second.Answered.Count,10} {second.Refused,10}"));
            yield return Text($"{counts} {second.Failed,10} {Ms(times.P50Ms)} {Ms(times.P99Ms)} {Ms(times.MaxMs)}");
        }
    }

    private static string Row(string name, LatencySummary times) => Text(
        $"{name,-16} {times.Count,10} {Ms(times.P50Ms)} {Ms(times.P90Ms)} {Ms(times.P99Ms)} {Ms(times.P999Ms)} {Ms(times.MaxMs)}");

    private static string Ms(double? ms) => Text($"{ms,10:0.000}");

    private static string Use(string name, ProcessUse use) => Text(
        $"{name}: {use.StartMb:0} MB at the start, {use.EndMb:0} MB at the end, {use.ProcessorSeconds:0.0} s of processor");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
