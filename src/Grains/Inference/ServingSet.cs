namespace S3Rec.Grains.Inference;

/// <summary>The models that serve at one moment.</summary>
/// <param name="Live">Serves everybody the trial does not; null when no model is loaded.</param>
/// <param name="Trial">Serves a share of the users; null when there is no trial.</param>
/// <param name="Share">That share, as <see cref="UserSplit"/> draws it.</param>
internal sealed record ServingSet(ServingModel? Live, ServingModel? Trial = null, double Share = 0)
{
    /// <summary>No model is loaded.</summary>
    public static ServingSet None { get; } = new(Live: null);

    /// <summary>The model of a version; null when it is not loaded.</summary>
    public ServingModel? Find(int version) => Live?.Version == version ? Live : Trial?.Version == version ? Trial : null;

    /// <summary>Whether the trial answers a request. What belongs to no user is the live version's.</summary>
    public bool IsOnTrial(PendingRank pending) =>
        Trial is not null && pending.Request?.User is { } user && UserSplit.IsOnTrial(user, Trial.Version, Share);
}
