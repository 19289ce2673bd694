using System.Runtime.CompilerServices;
using S3Rec.Contracts;
using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Embedded.Events;

/// <summary>The event log in SQLite. Writes share commits through the store's writer; reads are short and see every earlier
/// commit.</summary>
internal sealed class SqliteEventLog(IStoreWriter writer, ReaderPool readers) : IEventLog
{
    /// <summary>Events one read of the whole log takes at once: a short read leaves the write-ahead log free to be
    /// reset.</summary>
    internal const int PageEventCount = 10_000;

    public async Task<IReadOnlyList<AppendedEvent>> Append(
        string userId, long expectedSequence, IReadOnlyList<NewEvent> events, CancellationToken cancellationToken)
    {
        Check(userId, expectedSequence, events);
        if (events.Count == 0)
            return [];
        return await writer.Submit(
            session => Write(session, userId, expectedSequence, events), cancellationToken, weight: events.Count);
    }

    public Task<UserTail> ReadTail(string userId, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return readers.Read(sql => ReadTail(sql, userId, count), cancellationToken);
    }

    public async Task<IReadOnlyList<int>> ReadSeenItems(string userId, int eventCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(eventCount);
        return await readers.Read(sql => ReadSeenItems(sql, userId, eventCount), cancellationToken);
    }

    public Task<long> GetOffset(CancellationToken cancellationToken) =>
        readers.Read(static sql => sql.QueryInteger("SELECT next_position FROM log_state")!.Value, cancellationToken);

    public async IAsyncEnumerable<UserSequence> ReadSequences(
        long offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = await GetOffset(cancellationToken);
        if (offset < 0 || offset > end)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, $"The log has {end} events; an offset lies between 0 and that.");
        }

        // Pages of separate reads are one snapshot all the same: nothing below an offset ever changes.
        var user = "";
        var sequence = -1L;
        var (items, times) = (new List<int>(), new List<DateTimeOffset>());
        while (await readers.Read(sql => ReadPage(sql, user, sequence, offset), cancellationToken) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                if (row.UserId != user)
                {
                    if (items.Count > 0)
                        yield return new UserSequence(user, [.. items], [.. times]);
                    items.Clear();
                    times.Clear();
                    user = row.UserId;
                }

                items.Add(row.Item);
                times.Add(row.Time);
                sequence = row.Sequence;
            }
        }

        if (items.Count > 0)
            yield return new UserSequence(user, [.. items], [.. times]);
    }

    public async IAsyncEnumerable<KeyValuePair<int, long>> CountByItem(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var count in await readers.Read(sql => CountByItem(sql, cancellationToken), cancellationToken))
            yield return count;
    }

    public Task VisitSince(DateTimeOffset since, Action<int, DateTimeOffset> visit, CancellationToken cancellationToken) =>
        readers.Read(sql => VisitSince(sql, since, visit, cancellationToken), cancellationToken);

    private static void Check(string userId, long expectedSequence, IReadOnlyList<NewEvent> events)
    {
        StoredText.Check(userId, nameof(userId));
        ArgumentOutOfRangeException.ThrowIfNegative(expectedSequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events.Count, Limits.InteractionsPerCallMax, nameof(events));
        foreach (var e in events)
            StoredText.Check(e.EventId, nameof(e.EventId));
    }

    private static AppendedEvent[] Write(
        WriteSession session, string userId, long expectedSequence, IReadOnlyList<NewEvent> events)
    {
        var next = EventWrites.NextSequence(session, userId);
        if (next != expectedSequence)
            throw new SequenceConflictException(userId, expectedSequence, next);

        var appended = new AppendedEvent[events.Count];
        for (var i = 0; i < appended.Length; i++)
        {
            var e = events[i];
            appended[i] = EventWrites.TryInsert(session, userId, next, e.EventId, e.Item, e.Time)
                ? new AppendedEvent(next++, IsDuplicate: false)
                : new AppendedEvent(EventWrites.SequenceOf(session, userId, e.EventId), IsDuplicate: true);
        }

        return appended;
    }

    private static UserTail ReadTail(SqliteSession sql, string userId, int count)
    {
        // At least one row, even of none wanted: the newest tells the next sequence number.
        using var rows = sql.Query(
            "SELECT sequence, event_id, item, time FROM events WHERE user_id = $1 ORDER BY sequence DESC LIMIT $2",
            userId, Math.Max(count, 1));
        var events = new List<StoredEvent>();
        var next = 0L;
        while (rows.Read())
        {
            var stored = new StoredEvent(rows.GetInt64(0), rows.GetString(1), rows.GetInt32(2), Utc(rows.GetInt64(3)));
            next = Math.Max(next, stored.Sequence + 1);
            if (events.Count < count)
                events.Add(stored);
        }

        events.Reverse();
        return new UserTail(next, events);
    }

    private static List<int> ReadSeenItems(SqliteSession sql, string userId, int eventCount)
    {
        using var rows = sql.Query(
            "SELECT DISTINCT item FROM (SELECT item FROM events WHERE user_id = $1 ORDER BY sequence DESC LIMIT $2)",
            userId, eventCount);
        var items = new List<int>();
        while (rows.Read())
            items.Add(rows.GetInt32(0));
        return items;
    }

    private static List<LogRow> ReadPage(SqliteSession sql, string afterUser, long afterSequence, long offset)
    {
        using var rows = sql.Query(
            """
            SELECT user_id, sequence, item, time FROM events
            WHERE (user_id, sequence) > ($1, $2) AND position < $3 ORDER BY user_id, sequence LIMIT $4
            """,
            afterUser, afterSequence, offset, PageEventCount);
        var page = new List<LogRow>();
        var user = afterUser;
        while (rows.Read())
        {
            // One string object per user, not one per event.
            var id = rows.GetString(0);
            user = id == user ? user : id;
            page.Add(new LogRow(user, rows.GetInt64(1), rows.GetInt32(2), Utc(rows.GetInt64(3))));
        }

        return page;
    }

    private static List<KeyValuePair<int, long>> CountByItem(SqliteSession sql, CancellationToken cancellationToken)
    {
        // Items are dense integers: counting here takes one pass, GROUP BY would sort the whole log.
        var counts = new List<long>();
        using var rows = sql.Query("SELECT item FROM events");
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var item = rows.GetInt32(0);
            while (counts.Count <= item)
                counts.Add(0);
            counts[item]++;
        }

        return [.. counts.Index().Where(static c => c.Item > 0).Select(static c => KeyValuePair.Create(c.Index, c.Item))];
    }

    private static long VisitSince(
        SqliteSession sql, DateTimeOffset since, Action<int, DateTimeOffset> visit, CancellationToken cancellationToken)
    {
        // One pass over the log: an index by time would make every append write twice, for a read that comes once an hour.
        var count = 0L;
        using var rows = sql.Query("SELECT item, time FROM events WHERE time >= $1", since.UtcTicks);
        for (; rows.Read(); count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            visit(rows.GetInt32(0), Utc(rows.GetInt64(1)));
        }

        return count;
    }

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);

    private readonly record struct LogRow(string UserId, long Sequence, int Item, DateTimeOffset Time);
}
