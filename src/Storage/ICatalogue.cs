namespace S3Rec.Storage;

/// <summary>
/// Every item and attribute ever seen, each with a dense permanent integer from 0. Held whole in memory, written through.
/// Reads never wait.
/// </summary>
public interface ICatalogue
{
    /// <summary>Items known; their integers are 0 to this, exclusive.</summary>
    int Count { get; }

    /// <summary>The items' integers, in the same order; those seen for the first time are assigned and stored durably, all in one
    /// commit.</summary>
    /// <exception cref="Contracts.OverloadedException">The queue of pending writes is full; nothing was written.</exception>
    /// <exception cref="Contracts.StorageUnavailableException">The store failed; send the items again.</exception>
    ValueTask<int[]> GetOrAddItems(IReadOnlyList<string> itemIds, CancellationToken cancellationToken);

    /// <summary>The item's integer, when it is known.</summary>
    bool TryGetItem(string itemId, out int item);

    /// <summary>The item's id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    string GetItemId(int item);

    /// <summary>The item's attributes, as the integers <see cref="GetAttribute"/> names; empty when it has none.</summary>
    IReadOnlyList<int> GetAttributes(int item);

    /// <summary>The attribute's text.</summary>
    string GetAttribute(int attribute);

    /// <summary>Attributes known; their integers are 0 to this, exclusive.</summary>
    int AttributeCount { get; }

    /// <summary>Adds items or replaces the attributes of known ones, all or none, durably.</summary>
    Task PutItems(IReadOnlyList<CatalogueItem> items, CancellationToken cancellationToken);
}

/// <summary>An item and what is known of it.</summary>
public sealed record CatalogueItem(string ItemId, IReadOnlyList<string> Attributes);
