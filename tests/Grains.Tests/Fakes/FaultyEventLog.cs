using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>A real log that fails when told to.</summary>
internal sealed class FaultyEventLog(IEventLog log) : IEventLog
{
    /// <summary>Runs once before the next append.</summary>
    public Func<Task>? BeforeAppend { get; set; }

    /// <summary>Runs once after the next append has been stored.</summary>
    public Func<Task>? AfterAppend { get; set; }

    /// <summary>How often a tail was read.</summary>
    public int TailReads { get; private set; }

    public async Task<IReadOnlyList<AppendedEvent>> Append(
        string userId, long expectedSequence, IReadOnlyList<NewEvent> events, CancellationToken cancellationToken)
    {
        await RunOnce(BeforeAppend, () => BeforeAppend = null);
        var appended = await log.Append(userId, expectedSequence, events, cancellationToken);
        await RunOnce(AfterAppend, () => AfterAppend = null);
        return appended;
    }

    public Task<UserTail> ReadTail(string userId, int count, CancellationToken cancellationToken)
    {
        TailReads++;
        return log.ReadTail(userId, count, cancellationToken);
    }

    public Task<IReadOnlyList<int>> ReadSeenItems(string userId, int eventCount, CancellationToken cancellationToken) =>
        log.ReadSeenItems(userId, eventCount, cancellationToken);

    public Task<long> GetOffset(CancellationToken cancellationToken) => log.GetOffset(cancellationToken);

    public IAsyncEnumerable<UserSequence> ReadSequences(long offset, CancellationToken cancellationToken) =>
        log.ReadSequences(offset, cancellationToken);

    public IAsyncEnumerable<KeyValuePair<int, long>> CountByItem(CancellationToken cancellationToken) =>
        log.CountByItem(cancellationToken);

    /// <summary>Runs before each event a visit shows.</summary>
    public Action? DuringVisit { get; set; }

    public Task VisitSince(DateTimeOffset since, Action<int, DateTimeOffset> visit, CancellationToken cancellationToken) =>
        log.VisitSince(
            since,
            (item, time) =>
            {
                DuringVisit?.Invoke();
                visit(item, time);
            },
            cancellationToken);

    private static Task RunOnce(Func<Task>? hook, Action clear)
    {
        clear();
        return hook?.Invoke() ?? Task.CompletedTask;
    }
}
