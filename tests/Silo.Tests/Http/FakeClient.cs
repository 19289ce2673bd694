using System.Threading.Channels;
using S3Rec.Client;
using S3Rec.Contracts;

namespace S3Rec.Silo.Tests.Http;

/// <summary>Answers in place of a silo, or throws what a test gives it.</summary>
internal sealed class FakeClient : IS3RecClient
{
    public List<Interaction> Recorded { get; } = [];

    public List<string> AskedUsers { get; } = [];

    public int? AskedCount { get; private set; }

    public Exception? Error { get; set; }

    /// <summary>The calls for the training status that nobody has waited for yet.</summary>
    private Channel<bool> Looks { get; } = Channel.CreateBounded<bool>(1000);

    public TrainingStatus? Training { get; set; }

    public IReadOnlyList<ModelInfo> Models { get; set; } = [];

    public Task<InteractionReceipt> RecordInteraction(
        string userId, string itemId, DateTimeOffset? timestamp, string? eventId, CancellationToken cancellationToken) =>
        RecordInteraction(new Interaction(userId, itemId, timestamp, eventId), cancellationToken);

    public Task<InteractionReceipt> RecordInteraction(Interaction interaction, CancellationToken cancellationToken)
    {
        ThrowIfTold();
        Recorded.Add(interaction);
        return Task.FromResult(new InteractionReceipt(interaction.EventId ?? "made-up", Recorded.Count - 1, Duplicate: false));
    }

    public async Task<IReadOnlyList<InteractionReceipt>> RecordInteractions(
        IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken)
    {
        var receipts = new List<InteractionReceipt>();
        foreach (var interaction in interactions)
            receipts.Add(await RecordInteraction(interaction, cancellationToken));
        return receipts;
    }

    public Recommendations? List { get; set; }

    /// <summary>What was asked of the last list.</summary>
    public RecommendationRequest? Asked { get; private set; }

    /// <summary>What was asked of popular items last.</summary>
    public PopularRequest? AskedPopular { get; private set; }

    public List<ItemUpdate> Put { get; } = [];

    public Task<Recommendations> GetRecommendations(string userId, int count, CancellationToken cancellationToken) =>
        GetRecommendations(userId, new RecommendationRequest(count), cancellationToken);

    /// <summary>What lists wait for before they are answered.</summary>
    public Task Before { get; set; } = Task.CompletedTask;

    public async Task<Recommendations> GetRecommendations(
        string userId, RecommendationRequest request, CancellationToken cancellationToken)
    {
        ThrowIfTold();
        RequestRules.Check(request);
        AskedUsers.Add(userId);
        Asked = request;
        await Before;
        return List ?? new Recommendations(
            userId, 3, RecommendationSource.Personal, [new RecommendedItem("tent", 1.5f, RecommendationSource.Personal)]);
    }

    public Task<Recommendations> GetRecommendations(RecommendationRequest request, CancellationToken cancellationToken)
    {
        ThrowIfTold();
        RequestRules.CheckWithoutUser(request);
        Asked = request;
        return Task.FromResult(new Recommendations(
            null, null, RecommendationSource.Popular, [new RecommendedItem("tent", 4, RecommendationSource.Popular)]));
    }

    public Task<SimilarItems> GetSimilarItems(string itemId, int count, CancellationToken cancellationToken)
    {
        ThrowIfTold();
        AskedCount = count;
        return itemId == "nobody knows"
            ? throw new UnknownItemException(itemId)
            : Task.FromResult(new SimilarItems(itemId, 3, [new("mat", 0.5f, RecommendationSource.Similar)]));
    }

    public Task<PopularItems> GetPopular(PopularRequest? request, CancellationToken cancellationToken)
    {
        ThrowIfTold();
        AskedPopular = request;
        return Task.FromResult(new PopularItems(request!.Window, [new("tent", 4, RecommendationSource.Popular)]));
    }

    public Task PutItem(ItemUpdate item, CancellationToken cancellationToken) => PutItems([item], cancellationToken);

    public Task PutItems(IReadOnlyList<ItemUpdate> items, CancellationToken cancellationToken)
    {
        ThrowIfTold();
        RequestRules.Check(items);
        Put.AddRange(items);
        return Task.CompletedTask;
    }

    public Task<Item?> GetItem(string itemId, CancellationToken cancellationToken)
    {
        ThrowIfTold();
        return Task.FromResult(
            Put.Find(i => i.ItemId == itemId) is { } put ? new Item(itemId, put.Attributes ?? [], put.Available ?? true) : null);
    }

    public Task<UserHistory> GetHistory(string userId, int count, CancellationToken cancellationToken)
    {
        ThrowIfTold();
        AskedUsers.Add(userId);
        AskedCount = count;
        return Task.FromResult(new UserHistory(userId, 1, [new HistoryEntry(0, "tent", DateTimeOffset.UnixEpoch, "e1")]));
    }

    public Task<TrainingStatus> Retrain(CancellationToken cancellationToken)
    {
        ThrowIfTold();
        return Task.FromResult(Training ?? throw new InvalidOperationException("The test set no training status."));
    }

    public Task<TrainingStatus?> GetTrainingStatus(CancellationToken cancellationToken)
    {
        Assert.True(Looks.Writer.TryWrite(true));
        ThrowIfTold();
        return Task.FromResult(Training);
    }

    /// <summary>Waits until the training status has been asked for once more.</summary>
    public async Task NextLook(CancellationToken cancellationToken) => await Looks.Reader.ReadAsync(cancellationToken);

    public Task<TrainingStatus?> CancelTraining(CancellationToken cancellationToken)
    {
        ThrowIfTold();
        return Task.FromResult(Training);
    }

    public Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken)
    {
        ThrowIfTold();
        return Task.FromResult(Models);
    }

    public Task<ModelInfo> ActivateModel(int version, CancellationToken cancellationToken)
    {
        ThrowIfTold();
        return Task.FromResult(
            Models.FirstOrDefault(m => m.Version == version) ?? throw new UnknownModelException(version));
    }

    public ServingStatus Status { get; set; } = new(null, null, [], []);

    public Task<ServingStatus> GetServingStatus(CancellationToken cancellationToken)
    {
        ThrowIfTold();
        return Task.FromResult(Status);
    }

    public Task StartSplit(int version, double share, CancellationToken cancellationToken)
    {
        ThrowIfTold();
        RequestRules.Check(new ModelSplit(version, share));
        Status = Status with { Split = new(version, share) };
        return Task.CompletedTask;
    }

    public Task EndSplit(CancellationToken cancellationToken)
    {
        ThrowIfTold();
        Status = Status with { Split = null };
        return Task.CompletedTask;
    }

    private void ThrowIfTold()
    {
        if (Error is not null)
            throw Error;
    }
}
