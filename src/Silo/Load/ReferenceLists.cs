using System.Diagnostics;
using S3Rec.Contracts;

namespace S3Rec.Silo.Load;

/// <summary>The list of each user by each version, taken in calm while nothing else changes. An answer that says it is of a
/// version must be that list; one that carries scores of another mixes versions.</summary>
internal sealed class ReferenceLists
{
    /// <summary>Scores of one model and one history differ by rounding at most, as batches are put together differently.</summary>
    private const float Tolerance = 1e-4f;

    private readonly Dictionary<(string UserId, int Version), Dictionary<string, float>> _scores = [];
    private readonly HashSet<string> _users = new(StringComparer.Ordinal);

    /// <summary>Takes a list as what a version answers. Not while <see cref="Fits"/> is called.</summary>
    /// <returns>False for a list that no model made.</returns>
    public bool TryAdd(Recommendations list)
    {
        if (list.ModelVersion is not { } version)
            return false;
        _users.Add(UserOf(list));
        _scores[(UserOf(list), version)] = Personal(list).ToDictionary(
            static item => item.ItemId, static item => item.Score, StringComparer.Ordinal);
        return true;
    }

    /// <summary>True when every personal item has the score its version gives it. Items that share the last place may stand in for
    /// one another. A user without a reference fits.</summary>
    public bool Fits(Recommendations list)
    {
        if (list.ModelVersion is not { } version)
            return !_users.Contains(UserOf(list));
        if (!_scores.TryGetValue((UserOf(list), version), out var reference))
            return true;
        var last = reference.Count == 0 ? float.NegativeInfinity : reference.Values.Min();
        var count = 0;
        foreach (var item in Personal(list))
        {
            count++;
            if (!IsNear(reference.GetValueOrDefault(item.ItemId, last), item.Score))
                return false;
        }

        return count == reference.Count;
    }

    /// <summary>Lists are asked for users here, never for a session.</summary>
    private static string UserOf(Recommendations list) => list.UserId ?? throw new UnreachableException();

    private static IEnumerable<RecommendedItem> Personal(Recommendations list) =>
        list.Items.Where(static item => item.Source == RecommendationSource.Personal);

    private static bool IsNear(float expected, float actual) =>
        Math.Abs(expected - actual) <= Tolerance * Math.Max(1, Math.Abs(expected));
}
