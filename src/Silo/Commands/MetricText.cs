using System.Globalization;

namespace S3Rec.Silo.Commands;

/// <summary>Metrics as people read them.</summary>
internal static class MetricText
{
    private static readonly string[] HeadlineNames = ["HR@10", "NDCG@10", "MRR"];

    /// <summary>The few that tell most, in a fixed order; those that are missing are left out.</summary>
    public static IEnumerable<KeyValuePair<string, double>> Headline(IReadOnlyDictionary<string, double> metrics) =>
        HeadlineNames.Where(metrics.ContainsKey).Select(name => KeyValuePair.Create(name, metrics[name]));

    public static string Line(IEnumerable<KeyValuePair<string, double>> metrics) =>
        string.Join("  ", metrics.Select(static m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value:F6}")));
}
