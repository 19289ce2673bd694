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

    /// <summary>Whether the item may appear in lists.</summary>
    bool IsAvailable(int item);

    /// <summary>The items that are not available, ascending. Later changes do not touch what was returned.</summary>
    ReadOnlySpan<int> Unavailable { get; }

    /// <summary>Rises after each change of an item's attributes or availability, by whichever process: what was read after this
    /// number is no older than it.</summary>
    long Version { get; }

    /// <summary>The attribute's integer, when it is known.</summary>
    bool TryGetAttribute(string text, out int attribute);

    /// <summary>The attribute's text.</summary>
    string GetAttribute(int attribute);

    /// <summary>The items that have the attribute, ascending. Later changes do not touch what was returned.</summary>
    ReadOnlySpan<int> GetItemsWith(int attribute);

    /// <summary>Attributes known; their integers are 0 to this, exclusive.</summary>
    int AttributeCount { get; }

    /// <summary>Adds items or changes known ones, all or none. When it completes the change is durable, and reads on every silo
    /// see it.</summary>
    Task PutItems(IReadOnlyList<CatalogueItem> items, CancellationToken cancellationToken);
}

/// <summary>What is known of an item from now on.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Attributes">All of its attributes; null to leave them as they are: none for a new item.</param>
/// <param name="IsAvailable">Whether it may appear in lists; null to leave that as it is: true for a new item.</param>
public sealed record CatalogueItem(string ItemId, IReadOnlyList<string>? Attributes, bool? IsAvailable = null);
