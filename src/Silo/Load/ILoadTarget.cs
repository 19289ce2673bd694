using S3Rec.Contracts;

namespace S3Rec.Silo.Load;

/// <summary>How a request ended.</summary>
internal enum LoadOutcome
{
    Answered,

    /// <summary>The service asks to be tried again later.</summary>
    Refused,

    /// <summary>An error, a lost connection, or no answer in time.</summary>
    Failed,
}

/// <summary>The end of a request.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Kind">The kind of a refusal or failure, for counting; null when answered.</param>
/// <param name="List">The list, when one was asked for and answered.</param>
internal readonly record struct LoadAnswer(LoadOutcome Outcome, string? Kind, Recommendations? List)
{
    public static LoadAnswer Recorded { get; } = new(LoadOutcome.Answered, null, null);

    public static LoadAnswer Of(Recommendations list) => new(LoadOutcome.Answered, null, list);

    public static LoadAnswer Refused(string kind) => new(LoadOutcome.Refused, kind, null);

    public static LoadAnswer Failed(string kind) => new(LoadOutcome.Failed, kind, null);
}

/// <summary>The service under load. Never tries again by itself. Requests of the load end in a <see cref="LoadAnswer"/>, whatever
/// happens to them; the rest throws.</summary>
internal interface ILoadTarget : IAsyncDisposable
{
    ValueTask<LoadAnswer> Ask(string userId, int count, CancellationToken cancellationToken);

    ValueTask<LoadAnswer> Record(string userId, string itemId, CancellationToken cancellationToken);

    Task Retrain(CancellationToken cancellationToken);

    Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken);

    /// <summary>Returns once the version serves.</summary>
    Task Activate(int version, CancellationToken cancellationToken);
}
