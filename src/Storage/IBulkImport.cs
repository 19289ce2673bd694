namespace S3Rec.Storage;

/// <summary>Takes whole files in: items with their attributes and many users' events, all or none.</summary>
public interface IBulkImport
{
    /// <summary>
    /// Stores items, then events, in one transaction, as they stream by. Each user's events come after those the log holds
    /// already; an event whose id is stored is not stored again. The store takes no other write until the import ends: it is
    /// for verbs and maintenance, not for the flow of requests.
    /// </summary>
    /// <param name="items">Items to add, or whose attributes to replace.</param>
    /// <param name="events">The events, each user's oldest first. Their items join the catalogue at first sight.</param>
    /// <param name="cancellationToken">Stops the import; nothing is stored then.</param>
    /// <exception cref="Contracts.StorageUnavailableException">The store failed.</exception>
    /// <remarks>What <paramref name="items"/> or <paramref name="events"/> throw comes through, and nothing is stored.</remarks>
    Task<ImportResult> Import(
        IAsyncEnumerable<CatalogueItem> items, IAsyncEnumerable<ImportedEvent> events, CancellationToken cancellationToken);
}

/// <summary>An event of a file.</summary>
public sealed record ImportedEvent(string UserId, string ItemId, string EventId, DateTimeOffset Time);

/// <summary>What an import did.</summary>
/// <param name="EventCount">Events stored.</param>
/// <param name="DuplicateCount">Events whose id was stored already.</param>
/// <param name="NewItemCount">Items that joined the catalogue.</param>
/// <param name="NewAttributeCount">Attributes that joined the catalogue.</param>
public sealed record ImportResult(long EventCount, long DuplicateCount, int NewItemCount, int NewAttributeCount);
