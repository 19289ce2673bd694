namespace S3Rec.Storage;

/// <summary>
/// The one source of truth: every interaction, append-only, ordered per user, on disk before it is acknowledged. Unique by
/// (user, sequence) and by (user, event id).
/// </summary>
public interface IEventLog
{
    /// <summary>Appends events of one user in the order given, all or none. Completes when they are durable.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="expectedSequence">The sequence number the caller believes comes next: the fence that keeps two writers of one
    /// user from interleaving. It is checked before duplicates are: a repeated append of an old sequence number is a conflict,
    /// and after reading the tail again the same events come back as duplicates. So a caller always learns that its tail is
    /// stale.</param>
    /// <param name="events">The events; one whose id is stored already is not stored again.</param>
    /// <param name="cancellationToken">Gives up waiting; the write may still happen.</param>
    /// <returns>Where each event stands, in the same order.</returns>
    /// <exception cref="SequenceConflictException">Somebody else appended for this user. Read again and retry.</exception>
    /// <exception cref="Contracts.OverloadedException">The queue of pending appends is full; nothing was written.</exception>
    /// <exception cref="Contracts.StorageUnavailableException">The store failed; whether it was written is not known.</exception>
    Task<IReadOnlyList<AppendedEvent>> Append(
        string userId, long expectedSequence, IReadOnlyList<NewEvent> events, CancellationToken cancellationToken);

    /// <summary>A user's next sequence number and last <paramref name="count"/> events, oldest first.</summary>
    Task<UserTail> ReadTail(string userId, int count, CancellationToken cancellationToken);

    /// <summary>The distinct items of a user's newest <paramref name="eventCount"/> events, in no order.</summary>
    Task<IReadOnlyList<int>> ReadSeenItems(string userId, int eventCount, CancellationToken cancellationToken);

    /// <summary>The position after the newest event of the whole log: how many events were ever appended.</summary>
    Task<long> GetOffset(CancellationToken cancellationToken);

    /// <summary>Every user's items and their times up to a log offset, each user's oldest first, users in a stable order. One consistent
    /// snapshot: the same offset gives the same sequences whenever it is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The log is not that long.</exception>
    IAsyncEnumerable<UserSequence> ReadSequences(long offset, CancellationToken cancellationToken);

    /// <summary>How many interactions each item has, over the whole log.</summary>
    IAsyncEnumerable<KeyValuePair<int, long>> CountByItem(CancellationToken cancellationToken);

    /// <summary>Shows every event that says it happened at <paramref name="since"/> or later, in no order.</summary>
    /// <param name="since">The earliest time of interest.</param>
    /// <param name="visit">Takes an event's item and time. Runs on the store's thread, one call at a time; it must be
    /// quick.</param>
    /// <param name="cancellationToken">Ends the visit.</param>
    /// <exception cref="Contracts.StorageUnavailableException">The read failed; some events may have been shown.</exception>
    Task VisitSince(DateTimeOffset since, Action<int, DateTimeOffset> visit, CancellationToken cancellationToken);
}

/// <summary>An event to append.</summary>
public sealed record NewEvent(string EventId, int Item, DateTimeOffset Time);

/// <summary>Where an appended event stands; <paramref name="IsDuplicate"/> when its id was stored before.</summary>
public readonly record struct AppendedEvent(long Sequence, bool IsDuplicate);

/// <summary>An event as the log holds it; <paramref name="Item"/> is the catalogue's integer, <paramref name="Time"/> is in
/// UTC.</summary>
public sealed record StoredEvent(long Sequence, string EventId, int Item, DateTimeOffset Time);

/// <summary>The newest part of one user's log.</summary>
public sealed record UserTail(long NextSequence, IReadOnlyList<StoredEvent> Events);

/// <summary>One user's items in the order they were recorded, and for each its time, in UTC: as its caller gave it, so it may be earlier than
/// the one before it.</summary>
public sealed record UserSequence(string UserId, int[] Items, DateTimeOffset[] Times);

/// <summary>Another writer appended for the same user first.</summary>
public sealed class SequenceConflictException(string userId, long expected, long actual)
    : Exception($"User '{userId}': the next sequence number is {actual}, not {expected}. Read the tail again and retry.");
