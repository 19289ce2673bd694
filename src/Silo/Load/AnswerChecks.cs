using S3Rec.Contracts;

namespace S3Rec.Silo.Load;

/// <summary>Promises of the service that every answer is held to.</summary>
/// <param name="tally">Where broken ones are counted.</param>
/// <param name="versions">Which versions were live when; null when nobody watches.</param>
/// <param name="references">What each version answers; null when nobody watches.</param>
/// <param name="retrains">True when a training run may publish a version meanwhile.</param>
internal sealed class AnswerChecks(LoadTally tally, LiveVersions? versions, ReferenceLists? references, bool retrains)
{
    public const string Visible = "an acknowledged interaction is visible in the user's next list";
    public const string Live = "an answer names a version that was live between its start and its end";
    public const string Unmixed = "the items of an answer come from the version it names";

    /// <param name="list">The answer.</param>
    /// <param name="recorded">The item whose record was acknowledged before the list was asked for; null without one.</param>
    /// <param name="sent">When it was asked for.</param>
    /// <param name="now">When it came.</param>
    public void Check(Recommendations list, string? recorded, TimeSpan sent, TimeSpan now)
    {
        if (recorded is not null && list.Items.Any(item => item.ItemId == recorded))
            tally.Broken(Visible, $"user {list.UserId} recorded {recorded} and was shown it again, by {Name(list)}");
        if (versions is not null && list.ModelVersion is { } version && !versions.WasLive(version, sent, now, retrains))
            tally.Broken(Live, $"user {list.UserId} was answered by {Name(list)}, asked at {sent} and answered at {now}");
        if (references is not null && !references.Fits(list))
            tally.Broken(Unmixed, $"user {list.UserId} was answered by {Name(list)} with items or scores that are not its");
    }

    private static string Name(Recommendations list) => list.ModelVersion is { } version ? $"model {version}" : "no model";
}
