using System.Collections.Concurrent;
using S3Rec.Contracts;

namespace S3Rec.Client.Tests;

/// <summary>What the fake grains of one cluster received, and which errors they throw before they answer.</summary>
public sealed class Calls
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<IReadOnlyList<Interaction>>> _records =
        new(StringComparer.Ordinal);

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

    public Task<ModelInfo> Activate(int version, CancellationToken cancellationToken)
    {
        calls.Enter();
        return version == Model.Version ? Task.FromResult(Model) : throw new UnknownModelException(version);
    }
}
