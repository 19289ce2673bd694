using System.Globalization;

namespace S3Rec.Model.Training;

/// <summary>Whether a trained model may go live, and why.</summary>
/// <param name="IsAccepted">True to publish it as the live one.</param>
/// <param name="Reason">One sentence with the figures: "accepted: …" or "rejected: …".</param>
public sealed record GateVerdict(bool IsAccepted, string Reason);

/// <summary>Keeps a model that serves worse than what is there from going live.</summary>
internal static class Gate
{
    /// <summary>The metric it compares, on the test targets.</summary>
    public const string DecidingMetric = "NDCG@10";

    /// <param name="candidate">The new model's.</param>
    /// <param name="live">The live model's on the same targets; null when none is live.</param>
    /// <param name="challengers">The untrained challengers', by name.</param>
    /// <param name="tolerance">Share of the live model's that may be lost.</param>
    public static GateVerdict Judge(
        double candidate, double? live, IReadOnlyDictionary<string, double> challengers, double tolerance)
    {
        // Nothing beats a perfect challenger; a perfect model is not turned away for that.
        var better = challengers.Where(c => c.Value >= candidate && candidate < 1).OrderByDescending(static c => c.Value).ToArray();
        if (better.Length > 0)
        {
            return new GateVerdict(false,
                $"rejected: {DecidingMetric} {Text(candidate)} does not beat the untrained {better[0].Key}'s {Text(better[0].Value)}.");
        }

        var beaten = string.Join(", ", challengers.Select(static c => $"{c.Key}'s {Text(c.Value)}"));
        if (live is null)
        {
            return new GateVerdict(true, $"accepted: {DecidingMetric} {Text(candidate)} beats {beaten}; no model was live.");
        }

        var needed = live.Value * (1 - tolerance);
        return candidate < needed
            ? new GateVerdict(false,
                $"rejected: {DecidingMetric} {Text(candidate)} is below {Text(needed)}, the live model's {Text(live.Value)} less {Percent(tolerance)}.")
            : new GateVerdict(true, $"accepted: {DecidingMetric} {Text(candidate)} beats {beaten}; the live model has {Text(live.Value)}.");
    }

    private static string Text(double value) => value.ToString("0.000000", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
