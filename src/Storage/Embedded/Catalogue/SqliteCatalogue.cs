using S3Rec.Contracts;
using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Embedded.Catalogue;

/// <summary>The catalogue: read from memory, written through the store's writer, so that an item is durable before its first
/// event.</summary>
internal sealed class SqliteCatalogue(CatalogueMemory memory, IStoreWriter writer) : ICatalogue
{
    public int Count => memory.ItemCount;

    public int AttributeCount => memory.AttributeCount;

    public bool TryGetItem(string itemId, out int item) => memory.TryGetItem(itemId, out item);

    public string GetItemId(int item) => memory.GetItemId(item);

    public IReadOnlyList<int> GetAttributes(int item) => memory.GetAttributes(item);

    public bool IsAvailable(int item) => memory.IsAvailable(item);

    public ReadOnlySpan<int> Unavailable => memory.Unavailable;

    public long Version => memory.Version;

    public bool TryGetAttribute(string text, out int attribute) => memory.TryGetAttribute(text, out attribute);

    public string GetAttribute(int attribute) => memory.GetAttribute(attribute);

    public ReadOnlySpan<int> GetItemsWith(int attribute) => memory.GetItemsWith(attribute);

    public ValueTask<int[]> GetOrAddItems(IReadOnlyList<string> itemIds, CancellationToken cancellationToken)
    {
        var items = new int[itemIds.Count];
        var missing = new List<int>();
        for (var i = 0; i < items.Length; i++)
        {
            if (memory.TryGetItem(itemIds[i], out items[i]))
                continue;
            StoredText.Check(itemIds[i], nameof(itemIds));
            missing.Add(i);
        }

        return missing.Count == 0 ? ValueTask.FromResult(items) : new(Add(itemIds, items, missing, cancellationToken));
    }

    public async Task PutItems(IReadOnlyList<CatalogueItem> items, CancellationToken cancellationToken)
    {
        foreach (var item in items)
            Check(item);
        if (items.Count == 0)
            return;
        await Write(
            changes =>
            {
                foreach (var item in items)
                    changes.PutItem(item);
                return items.Count;
            },
            items.Sum(static i => 1 + (i.Attributes?.Count ?? 0)),
            cancellationToken);
    }

    /// <summary>Refuses an item that breaks the bounds of what is stored.</summary>
    /// <exception cref="ArgumentException">It does.</exception>
    internal static void Check(CatalogueItem item)
    {
        StoredText.Check(item.ItemId, nameof(item.ItemId));
        if (item.Attributes is not { } attributes)
            return;
        if (attributes.Count > Limits.AttributesPerItemMax)
        {
            throw new ArgumentException(
                $"Item '{item.ItemId}' has {attributes.Count} attributes; {Limits.AttributesPerItemMax} are the most.",
                nameof(item));
        }

        foreach (var attribute in attributes)
            StoredText.Check(attribute, nameof(attribute));
    }

    private Task<int[]> Add(IReadOnlyList<string> itemIds, int[] items, List<int> missing, CancellationToken cancellationToken) => Write(
        changes =>
        {
            foreach (var i in missing)
                items[i] = changes.GetOrAddItem(itemIds[i]);
            return items;
        },
        missing.Count,
        cancellationToken);

    private async Task<T> Write<T>(Func<CatalogueChanges, T> work, int weight, CancellationToken cancellationToken)
    {
        var (result, _) = await writer.Submit(
            session =>
            {
                var changes = new CatalogueChanges(session, memory);
                return (Result: work(changes), Changes: changes);
            },
            cancellationToken,
            static written => written.Changes.Publish(),
            weight);
        return result;
    }
}
