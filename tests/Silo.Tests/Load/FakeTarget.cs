using S3Rec.Contracts;
using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

/// <summary>A service whose answers a test decides. One request takes <see cref="Takes"/> of the clock.</summary>
internal sealed class FakeTarget(ManualClock clock) : ILoadTarget
{
    public TimeSpan Takes { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Answers a user who asks; by default a list of item "tent" by model 1.</summary>
    public Func<string, LoadAnswer> OnAsk { get; set; } = static user => List(user, 1, ("tent", 2));

    public Func<LoadAnswer> OnRecord { get; set; } = static () => LoadAnswer.Recorded;

    public List<(string User, string Item)> Recorded { get; } = [];

    public List<int> Activated { get; } = [];

    public IReadOnlyList<ModelInfo> Models { get; set; } = [];

    public int RetrainCount { get; private set; }

    public static LoadAnswer List(string user, int? version, params (string Item, float Score)[] items)
    {
        var source = version is null ? RecommendationSource.Popular : RecommendationSource.Personal;
        return LoadAnswer.Of(new Recommendations(
            user, version, source, [.. items.Select(item => new RecommendedItem(item.Item, item.Score, source))]));
    }

    public ValueTask<LoadAnswer> Ask(string userId, int count, CancellationToken cancellationToken)
    {
        clock.Pass(Takes);
        return ValueTask.FromResult(OnAsk(userId));
    }

    public ValueTask<LoadAnswer> Record(string userId, string itemId, CancellationToken cancellationToken)
    {
        clock.Pass(Takes);
        Recorded.Add((userId, itemId));
        return ValueTask.FromResult(OnRecord());
    }

    public Task Retrain(CancellationToken cancellationToken)
    {
        RetrainCount++;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken) => Task.FromResult(Models);

    public Task Activate(int version, CancellationToken cancellationToken)
    {
        Activated.Add(version);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
