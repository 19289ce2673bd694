using Microsoft.Extensions.Logging;
using S3Rec.Contracts;
using S3Rec.Grains.Popularity;
using S3Rec.Grains.Quality;
using S3Rec.Storage;

namespace S3Rec.Grains.Users;

/// <summary>
/// One user. Its memory is a cache of the log's tail: append, then apply, then acknowledge.
/// <para>Record runs alone: Orleans starts it when no other call of this user runs, and starts none beside it. The reads are
/// <c>[ReadOnly]</c> in the contract, so they run beside each other and share a batch of the model, but never beside a Record: a
/// list asked for after an acknowledgement always sees the event, and no list sees half of a call. Reads may load the cache,
/// which is safe because their turns never overlap and they share one load.</para>
/// </summary>
internal sealed partial class UserGrain(
    IEventLog log,
    ICatalogue catalogue,
    ListMaker lists,
    PopularityRanking popularity,
    TrendingCounts trending,
    QualityCounts quality,
    QualityMetrics metrics,
    UserOptions options,
    TimeProvider time,
    ILogger<UserGrain> logger) : Grain, IUserGrain
{
    /// <summary>Two activations of a user are rare and short-lived; one that loses so often in a row is up against something
    /// else.</summary>
    private const int AppendAttemptsMax = 5;

    private Task<UserCache>? _cache;
    private ServedList? _served;

    private string UserId => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        RequestRules.CheckUserId(UserId);
        await GetCache();
    }

    public async Task<IReadOnlyList<InteractionReceipt>> Record(
        IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken)
    {
        RequestRules.CheckOfUser(UserId, interactions);
        var events = await ToEvents(interactions, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var cache = await GetCache();
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await AppendAndApply(cache, events);
            }
            catch (SequenceConflictException conflict)
            {
                LogConflict(logger, UserId, attempt, conflict.Message);
                if (attempt == AppendAttemptsMax)
                {
                    throw new StorageUnavailableException(
                        $"User '{UserId}': another writer was first {AppendAttemptsMax} times in a row. Send the interactions again "
                        + "with the same event ids.", conflict);
                }
            }
        }
    }

    public async Task<Recommendations> GetRecommendations(RecommendationRequest request, CancellationToken cancellationToken)
    {
        RequestRules.Check(request);
        var cache = await GetCache();
        var spread = this.GetGrainId().GetUniformHashCode();
        var (list, reply) = await lists.Recommend(UserId, spread, request, cache.CopyHistory(), cache.Seen, cancellationToken);
        if (ServedList.IsFair(request))
        {
            (_served ??= new()).Set(reply);
            quality.AddShown(reply);
        }

        return list;
    }

    public async Task<UserHistory> GetHistory(int count, CancellationToken cancellationToken)
    {
        RequestRules.CheckCount(count, Limits.HistoryCountMax);
        var tail = await log.ReadTail(UserId, count, cancellationToken);
        return new(UserId, tail.NextSequence, [.. tail.Events.Select(ToEntry)]);
    }

    private async Task<NewEvent[]> ToEvents(IReadOnlyList<Interaction> interactions, CancellationToken cancellationToken)
    {
        var items = await catalogue.GetOrAddItems([.. interactions.Select(static i => i.ItemId)], cancellationToken);
        var now = time.GetUtcNow();
        var events = new NewEvent[interactions.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var (_, _, timestamp, eventId) = interactions[i];
            events[i] = new(eventId ?? Guid.NewGuid().ToString("N"), items[i], timestamp ?? now);
        }

        return events;
    }

    /// <summary>Not cancellable: a caller who leaves would leave us not knowing whether the write happened. The log answers when
    /// its commit has succeeded or failed; while a disk hangs this user's calls wait, and Orleans answers them with a
    /// timeout.</summary>
    private async Task<InteractionReceipt[]> AppendAndApply(UserCache cache, NewEvent[] events)
    {
        try
        {
            return Apply(cache, events, await log.Append(UserId, cache.NextSequence, events, CancellationToken.None));
        }
        catch (OverloadedException)
        {
            throw; // Nothing was written, so the cache still agrees with the log.
        }
        catch
        {
            _cache = null; // Stale, or of unknown outcome: the next use reads what the log really holds.
            throw;
        }
    }

    private InteractionReceipt[] Apply(UserCache cache, NewEvent[] events, IReadOnlyList<AppendedEvent> appended)
    {
        var receipts = new InteractionReceipt[events.Length];
        for (var i = 0; i < events.Length; i++)
        {
            var (sequence, isDuplicate) = (appended[i].Sequence, appended[i].IsDuplicate);
            receipts[i] = new(events[i].EventId, sequence, isDuplicate);
            if (isDuplicate)
                continue;

            Judge(events[i].Item);
            cache.Apply(events[i].Item, sequence);
            popularity.Add(events[i].Item);
            trending.Add(events[i].Item, events[i].Time);
        }

        if (cache.IsFull)
            _cache = null;
        return receipts;
    }

    /// <summary>The first new interaction after a list makes it a hit or a miss.</summary>
    private void Judge(int item)
    {
        if (_served is null || !_served.TryJudge(item, out var version, out var rank))
            return;

        quality.AddJudged(version, rank);
        metrics.CountJudged(version, rank);
    }

    /// <summary>The cache, read when there is none. Reads that come together share one load, so no single caller's token may end
    /// it.</summary>
    private async Task<UserCache> GetCache()
    {
        var loading = _cache ??= UserCache.Load(log, UserId, options.HistoryLength, CancellationToken.None);
        try
        {
            return await loading;
        }
        catch
        {
            if (_cache == loading)
                _cache = null;
            throw;
        }
    }

    private HistoryEntry ToEntry(StoredEvent stored) =>
        new(stored.Sequence, catalogue.GetItemId(stored.Item), stored.Time, stored.EventId);
}
