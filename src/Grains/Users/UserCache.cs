using System.Diagnostics;
using S3Rec.Storage;

namespace S3Rec.Grains.Users;

/// <summary>What memory holds of one user: a cache of the tail of the log. Losing it costs one indexed read.</summary>
internal sealed class UserCache
{
    private readonly HistoryRing _history;
    private readonly SeenItems _seen;

    private UserCache(HistoryRing history, SeenItems seen, long nextSequence)
    {
        _history = history;
        _seen = seen;
        NextSequence = nextSequence;
    }

    /// <summary>The sequence number of the user's next event.</summary>
    public long NextSequence { get; private set; }

    /// <summary>True when the cache has grown to its bound and must be read anew.</summary>
    public bool IsFull => _seen.IsFull;

    /// <summary>Reads a user's tail.</summary>
    public static async Task<UserCache> Load(IEventLog log, string userId, int historyLength, CancellationToken cancellationToken)
    {
        var tail = await log.ReadTail(userId, historyLength, cancellationToken);
        var history = new HistoryRing(historyLength);
        foreach (var stored in tail.Events)
            history.Add(stored.Item);

        // A tail that is the whole log already tells everything that was seen.
        var seen = tail.NextSequence <= tail.Events.Count
            ? tail.Events.Select(static e => e.Item)
            : await log.ReadSeenItems(userId, SeenItems.EventsMax, cancellationToken);
        return new UserCache(history, new SeenItems(seen), tail.NextSequence);
    }

    /// <summary>Takes in an event that the log has stored.</summary>
    public void Apply(int item, long sequence)
    {
        if (sequence != NextSequence)
            throw new UnreachableException($"The log stored an event at sequence number {sequence}, not at {NextSequence}.");

        _history.Add(item);
        _seen.Add(item);
        NextSequence++;
    }

    /// <summary>The newest items, oldest first.</summary>
    public int[] CopyHistory() => _history.ToArray();

    /// <summary>What must not be shown, ascending. Later events do not touch what was returned.</summary>
    public int[] Seen => _seen.Items;
}
