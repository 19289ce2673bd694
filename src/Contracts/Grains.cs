using Orleans.Concurrency;

namespace S3Rec.Contracts;

/// <summary>One user; the key is the user id.</summary>
[Alias("S3Rec.IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Stores interactions of this user, in the order given, all or none. Acknowledged means on disk, and visible in
    /// this user's next list.</summary>
    /// <exception cref="InvalidRequestException">An interaction is malformed; its field is named.</exception>
    /// <exception cref="StorageUnavailableException">The log did not take it; nothing is known to be written. Transient: send
    /// again with the same event ids.</exception>
    [Alias("Record")]
    Task<IReadOnlyList<InteractionReceipt>> Record(IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken);

    /// <summary>The user's next items.</summary>
    /// <exception cref="InvalidRequestException">The count is out of range.</exception>
    /// <exception cref="OverloadedException">The inference queue is full. Transient.</exception>
    [Alias("GetRecommendations"), ReadOnly]
    Task<Recommendations> GetRecommendations(RecommendationRequest request, CancellationToken cancellationToken);

    /// <summary>The newest <paramref name="count"/> interactions, 1 to <see cref="Limits.HistoryCountMax"/>.</summary>
    [Alias("GetHistory"), ReadOnly]
    Task<UserHistory> GetHistory(int count, CancellationToken cancellationToken);
}

/// <summary>One replica of the live model, pinned to a model silo and its device; the key is the replica's number, from 0.</summary>
[Alias("S3Rec.IModelGrain")]
public interface IModelGrain : IGrainWithIntegerKey
{
    /// <summary>Ranks the whole catalogue for one history.</summary>
    /// <returns>The best items by catalogue id; <see cref="RankReply.ModelVersion"/> is null when no model is loaded.</returns>
    /// <exception cref="OverloadedException">The inference queue is full. Transient.</exception>
    [Alias("Rank")]
    Task<RankReply> Rank(RankRequest request, CancellationToken cancellationToken);

    /// <summary>Loads a version beside the one that serves, verifies it, warms it up and swaps. Returns once it serves.</summary>
    /// <exception cref="CheckpointRefusedException">Torn, not finite, or of another vocabulary; the old version keeps serving.</exception>
    [Alias("Load"), ResponseTimeout("00:05:00")]
    Task Load(int version, CancellationToken cancellationToken);

    /// <summary>The version that serves; null when no model is loaded.</summary>
    [Alias("GetVersion")]
    Task<int?> GetVersion(CancellationToken cancellationToken);
}

/// <summary>A history to rank for. All ids are the catalogue's dense integers.</summary>
/// <param name="History">The user's items, oldest first, the newest at the end.</param>
/// <param name="Exclude">Items that must not appear.</param>
/// <param name="Count">Items wanted, 1 to <see cref="Limits.CountMax"/>.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.RankRequest")]
public sealed record RankRequest(
    [property: Id(0)] int[] History,
    [property: Id(1)] int[] Exclude,
    [property: Id(2)] int Count);

/// <summary>The answer to a <see cref="RankRequest"/>: items and scores, best first.</summary>
/// <param name="ModelVersion">The version that scored all of them; null when no model is loaded.</param>
/// <param name="Items">Catalogue ids, best first; empty when the model knows nothing of the history.</param>
/// <param name="Scores">Their scores, in the same order.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.RankReply")]
public sealed record RankReply(
    [property: Id(0)] int? ModelVersion,
    [property: Id(1)] int[] Items,
    [property: Id(2)] float[] Scores)
{
    /// <summary>No model is loaded.</summary>
    public static RankReply NoModel { get; } = new(null, [], []);
}

/// <summary>Which model versions exist and which one serves; a singleton, key 0.</summary>
[Alias("S3Rec.IModelRegistryGrain")]
public interface IModelRegistryGrain : IGrainWithIntegerKey
{
    /// <summary>Every version in the store, newest first.</summary>
    [Alias("GetModels"), AlwaysInterleave]
    Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken);

    /// <summary>Makes a version live on every replica; returns once it serves.</summary>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    /// <exception cref="CheckpointRefusedException">It cannot serve; the old version stays live.</exception>
    [Alias("Activate"), ResponseTimeout("00:05:00")]
    Task<ModelInfo> Activate(int version, CancellationToken cancellationToken);
}

/// <summary>Reconciles the wish for a training run with what is running; a singleton, key 0.</summary>
[Alias("S3Rec.ITrainerGrain")]
public interface ITrainerGrain : IGrainWithIntegerKey
{
    /// <summary>Asks for a run now. When one is running or queued, that one is returned: a wish is not repeated.</summary>
    [Alias("Retrain")]
    Task<TrainingStatus> Retrain(CancellationToken cancellationToken);

    /// <summary>The run in progress, or the last one; null when there has been none.</summary>
    [Alias("GetStatus")]
    Task<TrainingStatus?> GetStatus(CancellationToken cancellationToken);

    /// <summary>Cancels the run in progress, which ends within one training step, or the one that waits to begin or to be tried
    /// again. A run whose trainer died cannot be cancelled before its lease has expired. Without a run, nothing happens.</summary>
    /// <returns>The run as it stands after the call.</returns>
    [Alias("Cancel")]
    Task<TrainingStatus?> Cancel(CancellationToken cancellationToken);
}
