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
    /// <exception cref="InvalidRequestException">A field of the request breaks a rule.</exception>
    /// <exception cref="OverloadedException">The inference queue is full. Transient.</exception>
    [Alias("GetRecommendations"), ReadOnly]
    Task<Recommendations> GetRecommendations(RecommendationRequest request, CancellationToken cancellationToken);

    /// <summary>The newest <paramref name="count"/> interactions, 1 to <see cref="Limits.HistoryCountMax"/>.</summary>
    [Alias("GetHistory"), ReadOnly]
    Task<UserHistory> GetHistory(int count, CancellationToken cancellationToken);
}

/// <summary>What belongs to no user: the items themselves, and lists that are not for one. Stateless, on every silo; the key is
/// 0.</summary>
[Alias("S3Rec.ICatalogueGrain")]
public interface ICatalogueGrain : IGrainWithIntegerKey
{
    /// <summary>Adds items, or changes what is known of them, all or none. When it returns it is on disk and holds for every list
    /// that is asked for from then on.</summary>
    /// <exception cref="InvalidRequestException">An item is malformed; its field is named.</exception>
    /// <exception cref="StorageUnavailableException">The store did not take it. Transient.</exception>
    [Alias("PutItems")]
    Task PutItems(IReadOnlyList<ItemUpdate> items, CancellationToken cancellationToken);

    /// <summary>The item as the catalogue holds it; null when it does not know it.</summary>
    [Alias("GetItem")]
    Task<Item?> GetItem(string itemId, CancellationToken cancellationToken);

    /// <summary>The <paramref name="count"/> items closest to an item, 1 to <see cref="Limits.CountMax"/>.</summary>
    /// <exception cref="UnknownItemException">The catalogue does not know it.</exception>
    [Alias("GetSimilarItems")]
    Task<SimilarItems> GetSimilarItems(string itemId, int count, CancellationToken cancellationToken);

    /// <summary>The items with most interactions.</summary>
    [Alias("GetPopular")]
    Task<PopularItems> GetPopular(PopularRequest request, CancellationToken cancellationToken);

    /// <summary>The next items of a session without a user: the request brings its history.</summary>
    /// <exception cref="InvalidRequestException">A field of the request breaks a rule.</exception>
    /// <exception cref="OverloadedException">The inference queue is full. Transient.</exception>
    [Alias("GetRecommendations")]
    Task<Recommendations> GetRecommendations(RecommendationRequest request, CancellationToken cancellationToken);
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

    /// <summary>Ranks the whole catalogue by its closeness to one item.</summary>
    /// <returns>As <see cref="Rank"/>; no items when the model cannot place the one asked about.</returns>
    /// <exception cref="OverloadedException">The inference queue is full. Transient.</exception>
    [Alias("RankSimilar")]
    Task<RankReply> RankSimilar(SimilarRequest request, CancellationToken cancellationToken);

    /// <summary>Loads a version beside those that serve, verifies it, warms it up and makes it the live one. Returns once it serves. When
    /// it is the one on trial, the trial ends; another trial goes on.</summary>
    /// <exception cref="CheckpointRefusedException">Torn, not finite, or of another vocabulary; the old version keeps serving.</exception>
    [Alias("Load"), ResponseTimeout("00:05:00")]
    Task Load(int version, CancellationToken cancellationToken);

    /// <summary>Loads a version in the same way to serve a share of the users beside the live one, or changes that share; null ends the
    /// trial.</summary>
    /// <exception cref="CheckpointRefusedException">As of <see cref="Load"/>; what served keeps serving.</exception>
    [Alias("LoadTrial"), ResponseTimeout("00:05:00")]
    Task LoadTrial(ModelSplit? split, CancellationToken cancellationToken);

    /// <summary>The live version that serves; null when no model is loaded.</summary>
    [Alias("GetVersion")]
    Task<int?> GetVersion(CancellationToken cancellationToken);
}

/// <summary>Which model versions exist and which one serves; a singleton, key 0.</summary>
[Alias("S3Rec.IModelRegistryGrain")]
public interface IModelRegistryGrain : IGrainWithIntegerKey
{
    /// <summary>Every version in the store, newest first.</summary>
    [Alias("GetModels"), AlwaysInterleave]
    Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken);

    /// <summary>Makes a version live on every replica; returns once it serves. A trial of it ends, one of another version goes
    /// on.</summary>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    /// <exception cref="CheckpointRefusedException">It cannot serve; the old version stays live.</exception>
    [Alias("Activate"), ResponseTimeout("00:05:00")]
    Task<ModelInfo> Activate(int version, CancellationToken cancellationToken);

    /// <summary>Puts a version on trial on every replica, or changes its share, in place of any other trial; returns once it serves. Null
    /// ends the trial.</summary>
    /// <exception cref="InvalidRequestException">The share is not above 0 and below 1, the version is the live one, or none is
    /// live.</exception>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    /// <exception cref="CheckpointRefusedException">It cannot serve; everything stays as it was.</exception>
    [Alias("SetSplit"), ResponseTimeout("00:05:00")]
    Task SetSplit(ModelSplit? split, CancellationToken cancellationToken);

    /// <summary>Which versions serve, and how good their lists are.</summary>
    [Alias("GetStatus"), AlwaysInterleave]
    Task<ServingStatus> GetStatus(CancellationToken cancellationToken);
}

/// <summary>The live quality of each version, added up over the silos in memory; a singleton, key 0.</summary>
[Alias("S3Rec.IQualityGrain")]
public interface IQualityGrain : IGrainWithIntegerKey
{
    /// <summary>Adds what a silo counted since it last told.</summary>
    /// <returns>As <see cref="GetQuality"/>.</returns>
    [Alias("Add")]
    Task<IReadOnlyList<ModelQuality>> Add(IReadOnlyList<QualityDelta> deltas, CancellationToken cancellationToken);

    /// <summary>The versions whose lists were served in the last week, newest version first.</summary>
    [Alias("GetQuality")]
    Task<IReadOnlyList<ModelQuality>> GetQuality(CancellationToken cancellationToken);

    /// <summary>A version on trial against the live one, one entry for each window.</summary>
    [Alias("Compare")]
    Task<IReadOnlyList<TrialComparison>> Compare(int live, int trial, CancellationToken cancellationToken);
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
