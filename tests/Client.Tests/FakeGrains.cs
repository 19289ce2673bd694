using System.Collections.Concurrent;
using S3Rec.Contracts;

namespace S3Rec.Client.Tests;

/// <summary>What the fake grains of one cluster received, and which errors they throw before they answer.</summary>
public sealed class Calls
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<IReadOnlyList<Interaction>>> _records =
        new(StringComparer.Ordinal);

    /// <summary>What was put into the catalogue.</summary>
    public ConcurrentQueue<IReadOnlyList<ItemUpdate>> PutItems { get; } = [];

    /// <summary>The last request for a user's list.</summary>
    public RecommendationRequest? LastRequest { get; set; }

    /// <summary>The trial there is.</summary>
    public ModelSplit? Split { get; set; }

    /// <summary>Thrown by the next calls, one each.</summary>
    public ConcurrentQueue<Exception> Errors { get; } = [];

    /// <summary>Calls of any kind, failed ones too.</summary>
    public int Count => _count;

    private int _count;

    public IReadOnlyCollection<IReadOnlyList<Interaction>> RecordsOf(string userId) => _records.GetValueOrDefault(userId, []);

    public void AddRecord(string userId, IReadOnlyList<Interaction> interactions) =>
        _records.GetOrAdd(userId, static _ => []).Enqueue(interactions);

    public void Enter()
    {
        Interlocked.Increment(ref _count);
        if (Errors.TryDequeue(out var error))
            throw error;
    }
}

public sealed class FakeUserGrain(Calls calls) : Grain, IUserGrain
{
    public Task<IReadOnlyList<InteractionReceipt>> Record(
        IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken)
    {
        calls.AddRecord(this.GetPrimaryKeyString(), interactions);
        calls.Enter();
        return Task.FromResult<IReadOnlyList<InteractionReceipt>>(
            [.. interactions.Select(static (interaction, i) => new InteractionReceipt(interaction.EventId!, i, false))]);
    }

    public Task<Recommendations> GetRecommendations(RecommendationRequest request, CancellationToken cancellationToken)
    {
        calls.LastRequest = request;
        calls.Enter();
        var items = Enumerable.Range(0, request.Count)
            .Select(static i => new RecommendedItem($"item-{i}", 1f / (i + 1), RecommendationSource.Popular));
        return Task.FromResult(new Recommendations(this.GetPrimaryKeyString(), null, RecommendationSource.Popular, [.. items]));
    }

    public Task<UserHistory> GetHistory(int count, CancellationToken cancellationToken)
    {
        calls.Enter();
        return Task.FromResult(new UserHistory(this.GetPrimaryKeyString(), count, []));
    }
}

public sealed class FakeCatalogueGrain(Calls calls) : Grain, ICatalogueGrain
{
    public Task PutItems(IReadOnlyList<ItemUpdate> items, CancellationToken cancellationToken)
    {
        calls.PutItems.Enqueue(items);
        calls.Enter();
        return Task.CompletedTask;
    }

    public Task<Item?> GetItem(string itemId, CancellationToken cancellationToken) =>
        Task.FromResult(itemId == "tent" ? new Item(itemId, ["green"], Available: false) : null);

    public Task<SimilarItems> GetSimilarItems(string itemId, int count, CancellationToken cancellationToken)
    {
        calls.Enter();
        return itemId == "tent"
            ? Task.FromResult(new SimilarItems(itemId, count, [new("mat", 0.5f, RecommendationSource.Similar)]))
            : throw new UnknownItemException(itemId);
    }

    public Task<PopularItems> GetPopular(PopularRequest request, CancellationToken cancellationToken) => Task.FromResult(new PopularItems(
        request.Window, [new(request.Attributes?[0] ?? "any", request.Count, RecommendationSource.Popular)]));

    public Task<Recommendations> GetRecommendations(RecommendationRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new Recommendations(
            null, 3, RecommendationSource.Personal,
            [new("mat", 1, RecommendationSource.Cold, new Explanation([new(request.History![0], 0.25f)], ["green"]))]));
}

public sealed class FakeTrainerGrain(Calls calls) : Grain, ITrainerGrain
{
    private static readonly TrainingStatus Queued = new(
        1, TrainingPhase.Queued, 0, 0, 0, null, new Dictionary<string, double>(),
        DateTimeOffset.UnixEpoch, null, null, "Queued.");

    public Task<TrainingStatus> Retrain(CancellationToken cancellationToken)
    {
        calls.Enter();
        return Task.FromResult(Queued);
    }

    public Task<TrainingStatus?> GetStatus(CancellationToken cancellationToken) => Task.FromResult<TrainingStatus?>(null);

    public Task<TrainingStatus?> Cancel(CancellationToken cancellationToken) =>
        Task.FromResult<TrainingStatus?>(Queued with { Phase = TrainingPhase.Cancelled });
}

public sealed class FakeModelRegistryGrain(Calls calls) : Grain, IModelRegistryGrain
{
    private static readonly ModelInfo Model = new(
        2, DateTimeOffset.UnixEpoch, true, 10, 5, new Dictionary<string, double> { ["HR@10"] = 0.5 },
        ModelVerdict.Accepted, "accepted: better");

    public Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ModelInfo>>([Model]);

    public Task<ServingStatus> GetStatus(CancellationToken cancellationToken) => Task.FromResult(new ServingStatus(
        Model.Version, calls.Split,
        [new(2, [new(QualityWindow.Hour, 4, 0.5, 0.25, null)])],
        [new(QualityWindow.Hour, 4, 1, new(0.1, -0.2, 0.4), null)]));

    public Task SetSplit(ModelSplit? split, CancellationToken cancellationToken)
    {
        calls.Enter();
        calls.Split = split;
        return Task.CompletedTask;
    }

    public Task<ModelInfo> Activate(int version, CancellationToken cancellationToken)
    {
        calls.Enter();
        return version == Model.Version ? Task.FromResult(Model) : throw new UnknownModelException(version);
    }
}
