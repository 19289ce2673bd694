using S3Rec.Contracts;

namespace S3Rec.Client;

/// <summary>
/// Everything an application asks of S3Rec. Thread-safe; one instance serves a whole process. A request that breaks a rule of
/// <see cref="Limits"/> throws <see cref="InvalidRequestException"/> before it leaves the process. Transient failures are
/// retried as <see cref="S3RecClientOptions"/> says; what is thrown in the end tells by
/// <see cref="S3RecException.IsTransient"/> whether a later try can succeed.
/// </summary>
public interface IS3RecClient
{
    /// <summary>Stores what a user did. When this returns it is on disk, and the user's next list reflects it.</summary>
    /// <param name="userId">The user, 1 to <see cref="Limits.IdBytesMax"/> bytes of UTF-8.</param>
    /// <param name="itemId">The item, 1 to <see cref="Limits.IdBytesMax"/> bytes of UTF-8; an unknown one joins the
    /// catalogue.</param>
    /// <param name="timestamp">When it happened; the time of arrival when null.</param>
    /// <param name="eventId">Names the event so that sending it again stores it once. When null the client makes one up, which
    /// makes its own retries safe, but not a second call.</param>
    /// <param name="cancellationToken">Gives up waiting; the interaction may be stored all the same.</param>
    /// <exception cref="InvalidRequestException">An id is empty or too long; its field is named.</exception>
    /// <exception cref="StorageUnavailableException">Not known to be stored after the last retry. Send it again with the same
    /// <paramref name="eventId"/>.</exception>
    Task<InteractionReceipt> RecordInteraction(
        string userId,
        string itemId,
        DateTimeOffset? timestamp = null,
        string? eventId = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RecordInteraction(string, string, DateTimeOffset?, string?, CancellationToken)"/>
    /// <param name="interaction">The interaction.</param>
    /// <param name="cancellationToken">Gives up waiting; the interaction may be stored all the same.</param>
    Task<InteractionReceipt> RecordInteraction(Interaction interaction, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores interactions of many users, those of one user in the order given. All or none of one user's are stored; across
    /// users a failure leaves the others' in place, so give event ids and send the whole list again.
    /// </summary>
    /// <param name="interactions">1 to <see cref="Limits.InteractionsPerCallMax"/> of them.</param>
    /// <param name="cancellationToken">Gives up waiting; some may be stored all the same.</param>
    /// <returns>One receipt per interaction, in the order given.</returns>
    /// <exception cref="InvalidRequestException">One is malformed, named as "interactions[3].itemId"; none was sent.</exception>
    /// <exception cref="StorageUnavailableException">Some are not known to be stored after the last retry.</exception>
    Task<IReadOnlyList<InteractionReceipt>> RecordInteractions(
        IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken = default);

    /// <summary>A user's next items, best first, none of them seen before by the user.</summary>
    /// <param name="userId">The user; one never heard of gets popular items.</param>
    /// <param name="count">Items wanted, 1 to <see cref="Limits.CountMax"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidRequestException">The id or the count is out of range.</exception>
    /// <exception cref="OverloadedException">Too much is queued, also after the last retry. Try later.</exception>
    Task<Recommendations> GetRecommendations(
        string userId, int count = RecommendationRequest.DefaultCount, CancellationToken cancellationToken = default);

    /// <summary>A user's next items, best first, under conditions.</summary>
    /// <param name="userId">The user; one never heard of gets popular items that meet the conditions.</param>
    /// <param name="request">How many, which may appear, and what comes with them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidRequestException">The id or a field of the request is out of range.</exception>
    /// <exception cref="OverloadedException">Too much is queued, also after the last retry. Try later.</exception>
    Task<Recommendations> GetRecommendations(
        string userId, RecommendationRequest request, CancellationToken cancellationToken = default);

    /// <summary>The next items of a session without a user: what was looked at stands in
    /// <see cref="RecommendationRequest.History"/>, which must not be null. Nothing is stored.</summary>
    /// <param name="request">The session, how many items, which may appear, and what comes with them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidRequestException">A field of the request is out of range, or it has no history.</exception>
    /// <exception cref="OverloadedException">Too much is queued, also after the last retry. Try later.</exception>
    Task<Recommendations> GetRecommendations(RecommendationRequest request, CancellationToken cancellationToken = default);

    /// <summary>The items closest to one, closest first.</summary>
    /// <param name="itemId">The item.</param>
    /// <param name="count">Items wanted, 1 to <see cref="Limits.CountMax"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidRequestException">The id or the count is out of range.</exception>
    /// <exception cref="UnknownItemException">The catalogue does not know the item.</exception>
    /// <exception cref="OverloadedException">Too much is queued, also after the last retry. Try later.</exception>
    Task<SimilarItems> GetSimilarItems(
        string itemId, int count = RecommendationRequest.DefaultCount, CancellationToken cancellationToken = default);

    /// <summary>The items with most interactions, over all time or lately.</summary>
    /// <param name="request">How many, over which time, and with which attributes; ten over all time when null.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidRequestException">A field of the request is out of range.</exception>
    Task<PopularItems> GetPopular(PopularRequest? request = null, CancellationToken cancellationToken = default);

    /// <summary>Adds an item, or changes what is known of it. When this returns it is on disk and holds for every list asked for
    /// from then on, without retraining: an item that is not available appears in none, and one the live model has never seen is
    /// placed by its attributes.</summary>
    /// <param name="item">The item; what is null of it stays as it was.</param>
    /// <param name="cancellationToken">Gives up waiting; the item may be stored all the same.</param>
    /// <exception cref="InvalidRequestException">A field is malformed; it is named.</exception>
    /// <exception cref="StorageUnavailableException">Not known to be stored after the last retry. Send it again.</exception>
    Task PutItem(ItemUpdate item, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="PutItem"/>, for many items, all or none.</summary>
    /// <param name="items">1 to <see cref="Limits.ItemsPerCallMax"/> of them, with <see cref="Limits.AttributesPerCallMax"/>
    /// attributes at most.</param>
    /// <param name="cancellationToken">Gives up waiting; the items may be stored all the same.</param>
    /// <exception cref="InvalidRequestException">One is malformed, named as "items[3].itemId"; none was sent.</exception>
    /// <exception cref="StorageUnavailableException">Not known to be stored after the last retry. Send them again.</exception>
    Task PutItems(IReadOnlyList<ItemUpdate> items, CancellationToken cancellationToken = default);

    /// <summary>An item as the catalogue holds it; null when it does not know it.</summary>
    /// <param name="itemId">The item.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidRequestException">The id is malformed.</exception>
    Task<Item?> GetItem(string itemId, CancellationToken cancellationToken = default);

    /// <summary>The newest interactions of a user, oldest first; empty for a user never heard of.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="count">Entries wanted, 1 to <see cref="Limits.HistoryCountMax"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidRequestException">The id or the count is out of range.</exception>
    Task<UserHistory> GetHistory(string userId, int count = 50, CancellationToken cancellationToken = default);

    /// <summary>Asks for a training run now and returns without waiting for it. A run in progress is returned as it is.</summary>
    Task<TrainingStatus> Retrain(CancellationToken cancellationToken = default);

    /// <summary>The training run in progress or the last one; null when there has been none.</summary>
    Task<TrainingStatus?> GetTrainingStatus(CancellationToken cancellationToken = default);

    /// <summary>Asks the run in progress to stop; nothing happens when none is.</summary>
    Task<TrainingStatus?> CancelTraining(CancellationToken cancellationToken = default);

    /// <summary>Every model version in the store, newest first.</summary>
    Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken = default);

    /// <summary>Makes a version live on every replica; returns once it serves.</summary>
    /// <param name="version">The version, from 1.</param>
    /// <param name="cancellationToken">Gives up waiting; the version may become live all the same.</param>
    /// <exception cref="InvalidRequestException">The version is below 1.</exception>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    /// <exception cref="CheckpointRefusedException">It cannot serve; the old version stays live.</exception>
    Task<ModelInfo> ActivateModel(int version, CancellationToken cancellationToken = default);

    /// <summary>Which model versions serve, and how good their lists are, as their users judge them.</summary>
    Task<ServingStatus> GetServingStatus(CancellationToken cancellationToken = default);

    /// <summary>Puts a version on trial beside the live one, for a share of the users, in place of any other trial; or changes the share of
    /// the one that is. The same users are served by it on every silo and after a restart. Returns once it serves. The trial ends when its
    /// version becomes live, and goes on when another does.</summary>
    /// <param name="version">The version, from 1, not the live one.</param>
    /// <param name="share">The share of the users, above 0 and below 1.</param>
    /// <param name="cancellationToken">Gives up waiting; the trial may begin all the same.</param>
    /// <exception cref="InvalidRequestException">A value is out of range, the version is the live one, or none is live.</exception>
    /// <exception cref="UnknownModelException">There is no such version.</exception>
    /// <exception cref="CheckpointRefusedException">It cannot serve; everything stays as it was.</exception>
    Task StartSplit(int version, double share, CancellationToken cancellationToken = default);

    /// <summary>Ends the trial: the live version serves everybody. Nothing happens when there is none.</summary>
    /// <param name="cancellationToken">Gives up waiting; the trial may end all the same.</param>
    Task EndSplit(CancellationToken cancellationToken = default);
}
