using S3Rec.Contracts;

namespace S3Rec.Storage.Embedded.Engine;

/// <summary>Takes the writes of a store.</summary>
internal interface IStoreWriter
{
    /// <summary>Queues a write; completes when it is durable.</summary>
    /// <exception cref="OverloadedException">The queue is full; nothing was done.</exception>
    /// <exception cref="StorageUnavailableException">The transaction failed, or the store is closed.</exception>
    Task<T> Submit<T>(
        Func<WriteSession, T> work,
        CancellationToken cancellationToken,
        Action<T>? committed = null,
        int weight = 1,
        bool isAlone = false);
}

/// <summary>Of a store that is open for reading: whoever writes to it has a bug.</summary>
internal sealed class NoWriter(string storeFolder) : IStoreWriter
{
    /// <exception cref="InvalidOperationException">Always.</exception>
    public Task<T> Submit<T>(
        Func<WriteSession, T> work, CancellationToken cancellationToken, Action<T>? committed, int weight, bool isAlone) =>
        throw new InvalidOperationException($"The store '{storeFolder}' is open for reading; open it with EmbeddedStore.Open to write to it.");
}
