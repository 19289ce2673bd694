using System.Globalization;
using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Load;

/// <summary>A stretch of the load.</summary>
/// <param name="RatePerSecond">Requests intended per second; null in a closed loop, which asks again as soon as it is
/// answered.</param>
/// <param name="Duration">How long.</param>
/// <param name="IsWarmUp">True when its figures are thrown away.</param>
internal sealed record LoadPhase(double? RatePerSecond, TimeSpan Duration, bool IsWarmUp = false)
{
    public const double RateMax = 1_000_000;

    /// <summary>One second of the timeline is kept for each second of the load.</summary>
    public static readonly TimeSpan DurationMax = TimeSpan.FromHours(1);

    private static readonly (string Unit, double Seconds)[] s_units = [("ms", 0.001), ("s", 1), ("m", 60)];

    /// <summary>Reads "1000:20s,20000:60s": 1,000 requests per second for 20 s, then 20,000 for a minute.</summary>
    /// <exception cref="CommandException">It is something else, or a value is out of range.</exception>
    public static IReadOnlyList<LoadPhase> ParseAll(string text)
    {
        LoadPhase[] phases = [.. text.Split(',').Select(Parse)];
        var sum = phases.Aggregate(TimeSpan.Zero, static (sum, phase) => sum + phase.Duration);
        return sum <= DurationMax
            ? phases
            : throw new CommandException(
                $"--phases takes {sum} altogether; it may take {DurationMax} at most.", ExitCode.BadInput);
    }

    /// <summary>Reads "500ms", "20s" or "2m": more than nothing and at most <see cref="DurationMax"/>.</summary>
    public static bool TryParseDuration(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        foreach (var (unit, seconds) in s_units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal) || !TryNumber(text[..^unit.Length], out var number))
                continue;
            if (!(number > 0 && number * seconds <= DurationMax.TotalSeconds))
                return false;
            duration = TimeSpan.FromSeconds(number * seconds);
            return true;
        }

        return false;
    }

    private static LoadPhase Parse(string text)
    {
        if (text.Split(':') is [var rateText, var durationText]
            && TryNumber(rateText, out var rate) && rate is > 0 and <= RateMax
            && TryParseDuration(durationText, out var duration))
        {
            return new LoadPhase(rate, duration);
        }

        throw new CommandException(
            $"'{text}' is no phase of --phases; one looks like '1000:20s', a rate per second of at most {RateMax:0} and a "
            + "duration of at most an hour.",
            ExitCode.BadInput);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
