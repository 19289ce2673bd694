using System.Globalization;
using S3Rec.Contracts;

namespace S3Rec.Silo.Commands;

/// <summary>Live quality as people read it.</summary>
internal static class QualityText
{
    private const int Week = (int)QualityWindow.Week;

    /// <summary>"10.0 %".</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0##} %");

    /// <summary>The trial, then the live quality of what serves, window by window, and the trial's difference.</summary>
    public static IEnumerable<string> Lines(ServingStatus status)
    {
        if (status.Split is { } split)
            yield return $"Trial: model {split.Version} serves {Percent(split.Share)} of the users, the live one the others.";
        for (var window = QualityWindow.Hour; window <= QualityWindow.Week; window++)
        {
            foreach (var model in status.Quality.Where(m => m.Version == status.LiveVersion || m.Version == status.Split?.Version))
                yield return $"Quality, {Name(window)}: model {model.Version}, {Line(model.Windows[(int)window])}";
            foreach (var comparison in status.Comparison.Where(c => c.Window == window))
                yield return $"Quality, {Name(window)}: {Line(comparison)}";
        }
    }

    /// <summary>The live quality of a version over the last week, for its line in a list of models; nothing when it did not serve.</summary>
    public static string OfWeek(ServingStatus status, int version) =>
        status.Quality.FirstOrDefault(m => m.Version == version) is { } model ? $"  live: {Line(model.Windows[Week])}" : "";

    /// <summary>The trial's difference over the last week.</summary>
    public static IEnumerable<string> Comparison(ServingStatus status) =>
        status.Comparison.Where(static c => c.Window == QualityWindow.Week).Select(Line);

    private static string Line(WindowQuality quality) =>
        $"HR@10 {Value(quality.HitRate)}  NDCG@10 {Value(quality.Ndcg)}  coverage {Value(quality.Coverage)}  of {quality.Judged} judged lists";

    private static string Line(TrialComparison comparison) =>
        $"trial minus live, with 95 % interval: HR@10 {Value(comparison.HitRate)}  NDCG@10 {Value(comparison.Ndcg)}  of "
        + $"{comparison.TrialJudged} and {comparison.LiveJudged} lists judged in the same time";

    private static string Value(double? value) =>
        value is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{value:F6}");

    private static string Value(Difference? difference) => difference is var (value, low, high)
        ? string.Create(CultureInfo.InvariantCulture, $"{value:+0.000000;-0.000000} ({low:+0.000000;-0.000000} to {high:+0.000000;-0.000000})")
        : "-";

    private static string Name(QualityWindow window) => window switch
    {
        QualityWindow.Hour => "1 hour",
        QualityWindow.Day => "24 hours",
        _ => "7 days",
    };
}
