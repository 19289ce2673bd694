using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Embedded.Events;

/// <summary>The statements that write events, inside the writer's transaction.</summary>
internal static class EventWrites
{
    /// <summary>The user's next sequence number, what this transaction wrote already included.</summary>
    public static long NextSequence(WriteSession session, string userId) =>
        session.Sql.QueryInteger(
            "SELECT sequence + 1 FROM events WHERE user_id = $1 ORDER BY sequence DESC LIMIT 1", userId) ?? 0;

    /// <summary>Stores an event under a sequence number; false when its id is stored already.</summary>
    public static bool TryInsert(
        WriteSession session, string userId, long sequence, string eventId, int item, DateTimeOffset time)
    {
        var position = session.TakePosition();
        var rows = session.Sql.Execute(
            """
            INSERT INTO events (user_id, sequence, position, event_id, item, time) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (user_id, event_id) DO NOTHING
            """,
            userId, sequence, position, eventId, item, time.UtcTicks);
        if (rows == 0)
            session.ReturnPosition();
        return rows == 1;
    }

    /// <summary>The sequence number under which an event id is stored.</summary>
    public static long SequenceOf(WriteSession session, string userId, string eventId) =>
        session.Sql.QueryInteger("SELECT sequence FROM events WHERE user_id = $1 AND event_id = $2", userId, eventId)!.Value;
}
