using S3Rec.Contracts;
using Microsoft.Extensions.Options;

namespace S3Rec.Client;

/// <inheritdoc cref="IS3RecClient"/>
internal sealed class S3RecClient(IGrainFactory grains, IOptions<S3RecClientOptions> options, TimeProvider time) : IS3RecClient
{
    private readonly TransientRetry _retry = new(options.Value.RetriesMax, options.Value.RetryDelay, time);
    private readonly int _usersInFlightMax = options.Value.UsersInFlightMax;

    public Task<InteractionReceipt> RecordInteraction(
        string userId, string itemId, DateTimeOffset? timestamp, string? eventId, CancellationToken cancellationToken) =>
        RecordInteraction(new Interaction(userId, itemId, timestamp, eventId), cancellationToken);

    public async Task<InteractionReceipt> RecordInteraction(Interaction interaction, CancellationToken cancellationToken)
    {
        RequestRules.Check(interaction);
        return (await RecordOfUser(interaction.UserId, [Named(interaction)], cancellationToken))[0];
    }

    public async Task<IReadOnlyList<InteractionReceipt>> RecordInteractions(
        IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken)
    {
        RequestRules.Check(interactions);
        var receipts = new InteractionReceipt[interactions.Count];
        var users = Enumerable.Range(0, interactions.Count).GroupBy(i => interactions[i].UserId, StringComparer.Ordinal);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _usersInFlightMax, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(users, parallel, async (places, token) =>
        {
            var ofUser = await RecordOfUser(places.Key, [.. places.Select(i => Named(interactions[i]))], token);
            foreach (var (place, receipt) in places.Zip(ofUser))
                receipts[place] = receipt;
        });
        return receipts;
    }

    public Task<Recommendations> GetRecommendations(string userId, int count, CancellationToken cancellationToken) =>
        GetRecommendations(userId, new RecommendationRequest(count), cancellationToken);

    public Task<Recommendations> GetRecommendations(
        string userId, RecommendationRequest request, CancellationToken cancellationToken)
    {
        RequestRules.CheckUserId(userId);
        RequestRules.Check(request);
        return _retry.Run(() => User(userId).GetRecommendations(request, cancellationToken), cancellationToken);
    }

    public Task<Recommendations> GetRecommendations(RecommendationRequest request, CancellationToken cancellationToken)
    {
        RequestRules.CheckWithoutUser(request);
        return _retry.Run(() => Catalogue.GetRecommendations(request, cancellationToken), cancellationToken);
    }

    public Task<SimilarItems> GetSimilarItems(string itemId, int count, CancellationToken cancellationToken)
    {
        RequestRules.CheckItemId(itemId);
        RequestRules.CheckCount(count, Limits.CountMax);
        return _retry.Run(() => Catalogue.GetSimilarItems(itemId, count, cancellationToken), cancellationToken);
    }

    public Task<PopularItems> GetPopular(PopularRequest? request, CancellationToken cancellationToken)
    {
        request ??= new PopularRequest();
        RequestRules.Check(request);
        return _retry.Run(() => Catalogue.GetPopular(request, cancellationToken), cancellationToken);
    }

    public Task PutItem(ItemUpdate item, CancellationToken cancellationToken)
    {
        RequestRules.Check(item);
        return PutChecked([item], cancellationToken);
    }

    public Task PutItems(IReadOnlyList<ItemUpdate> items, CancellationToken cancellationToken)
    {
        RequestRules.Check(items);
        return PutChecked(items, cancellationToken);
    }

    public Task<Item?> GetItem(string itemId, CancellationToken cancellationToken)
    {
        RequestRules.CheckItemId(itemId);
        return _retry.Run(() => Catalogue.GetItem(itemId, cancellationToken), cancellationToken);
    }

    public Task<UserHistory> GetHistory(string userId, int count, CancellationToken cancellationToken)
    {
        RequestRules.CheckUserId(userId);
        RequestRules.CheckCount(count, Limits.HistoryCountMax);
        return _retry.Run(() => User(userId).GetHistory(count, cancellationToken), cancellationToken);
    }

    public Task<TrainingStatus> Retrain(CancellationToken cancellationToken) =>
        _retry.Run(() => Trainer.Retrain(cancellationToken), cancellationToken);

    public Task<TrainingStatus?> GetTrainingStatus(CancellationToken cancellationToken) =>
        _retry.Run(() => Trainer.GetStatus(cancellationToken), cancellationToken);

    public Task<TrainingStatus?> CancelTraining(CancellationToken cancellationToken) =>
        _retry.Run(() => Trainer.Cancel(cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken) =>
        _retry.Run(() => Registry.GetModels(cancellationToken), cancellationToken);

    public Task<ModelInfo> ActivateModel(int version, CancellationToken cancellationToken)
    {
        RequestRules.CheckVersion(version);
        return _retry.Run(() => Registry.Activate(version, cancellationToken), cancellationToken);
    }

    public Task<ServingStatus> GetServingStatus(CancellationToken cancellationToken) =>
        _retry.Run(() => Registry.GetStatus(cancellationToken), cancellationToken);

    public Task StartSplit(int version, double share, CancellationToken cancellationToken)
    {
        var split = new ModelSplit(version, share);
        RequestRules.Check(split);
        return SetSplit(split, cancellationToken);
    }

    public Task EndSplit(CancellationToken cancellationToken) => SetSplit(null, cancellationToken);

    private ITrainerGrain Trainer => grains.GetGrain<ITrainerGrain>(0);

    private IModelRegistryGrain Registry => grains.GetGrain<IModelRegistryGrain>(0);

    private ICatalogueGrain Catalogue => grains.GetGrain<ICatalogueGrain>(0);

    private IUserGrain User(string userId) => grains.GetGrain<IUserGrain>(userId);

    /// <summary>Sent again, the same items change nothing more.</summary>
    private Task<bool> PutChecked(IReadOnlyList<ItemUpdate> items, CancellationToken cancellationToken) => _retry.Run(
        async () =>
        {
            await Catalogue.PutItems(items, cancellationToken);
            return true;
        },
        cancellationToken);

    private Task<bool> SetSplit(ModelSplit? split, CancellationToken cancellationToken) => _retry.Run(
        async () =>
        {
            await Registry.SetSplit(split, cancellationToken);
            return true;
        },
        cancellationToken);

    private Task<IReadOnlyList<InteractionReceipt>> RecordOfUser(
        string userId, IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken) =>
        _retry.Run(() => User(userId).Record(interactions, cancellationToken), cancellationToken);

    /// <summary>Without a name a retried interaction could be stored twice: the first try may have reached the disk before its
    /// answer was lost.</summary>
    private static Interaction Named(Interaction interaction) =>
        interaction.EventId is null ? interaction with { EventId = Guid.NewGuid().ToString("N") } : interaction;
}
