namespace S3Rec.Contracts;

/// <summary>What a user did with an item: a view, a purchase, a loan, a play.</summary>
/// <param name="UserId">The user, 1 to <see cref="Limits.IdBytesMax"/> bytes of UTF-8.</param>
/// <param name="ItemId">The item, 1 to <see cref="Limits.IdBytesMax"/> bytes of UTF-8. An unknown item joins the catalogue.</param>
/// <param name="Timestamp">When it happened; the time of arrival when absent. The order of arrival, not this time, orders a
/// user's history.</param>
/// <param name="EventId">Names the event, unique per user: the same event sent again is stored once. Made up when absent, in
/// which case a repeated call is a second interaction.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.Interaction")]
public sealed record Interaction(
    [property: Id(0)] string UserId,
    [property: Id(1)] string ItemId,
    [property: Id(2)] DateTimeOffset? Timestamp = null,
    [property: Id(3)] string? EventId = null);

/// <summary>The acknowledgement of an interaction: it is on disk.</summary>
/// <param name="EventId">The event's id, as sent or as made up.</param>
/// <param name="Sequence">Its place in the user's log, from 0, without gaps.</param>
/// <param name="Duplicate">True when this event id had been stored before; nothing was written this time.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.InteractionReceipt")]
public sealed record InteractionReceipt(
    [property: Id(0)] string EventId,
    [property: Id(1)] long Sequence,
    [property: Id(2)] bool Duplicate);

/// <summary>The newest part of a user's log.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Total">How many interactions of the user the log holds.</param>
/// <param name="Entries">The last of them, oldest first.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.UserHistory")]
public sealed record UserHistory(
    [property: Id(0)] string UserId,
    [property: Id(1)] long Total,
    [property: Id(2)] IReadOnlyList<HistoryEntry> Entries);

/// <summary>One interaction as the log holds it.</summary>
[GenerateSerializer, Immutable, Alias("S3Rec.HistoryEntry")]
public sealed record HistoryEntry(
    [property: Id(0)] long Sequence,
    [property: Id(1)] string ItemId,
    [property: Id(2)] DateTimeOffset Timestamp,
    [property: Id(3)] string EventId);
