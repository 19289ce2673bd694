using System.Threading.Channels;
using S3Rec.Storage.Embedded.Catalogue;
using S3Rec.Storage.Embedded.Engine;
using S3Rec.Storage.Embedded.Events;

namespace S3Rec.Storage.Embedded.Import;

/// <summary>
/// The bulk import: the caller's side enumerates the sources and passes small chunks on, the writer's thread stores them in one
/// transaction as they come. Memory holds a few chunks and what the catalogue gains, however long the file is.
/// </summary>
internal sealed class SqliteBulkImport(StoreWriter writer, CatalogueMemory memory) : IBulkImport
{
    private const int ChunkRowCount = 1024;
    private const int ChunkCountMax = 4;

    public async Task<ImportResult> Import(
        IAsyncEnumerable<CatalogueItem> items, IAsyncEnumerable<ImportedEvent> events, CancellationToken cancellationToken)
    {
        var chunks = Channel.CreateBounded<ImportChunk>(ChunkCountMax);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = Write(chunks.Reader, stop);
        await Feed(chunks.Writer, items, events, stop.Token);
        return await writing;
    }

    private async Task<ImportResult> Write(ChannelReader<ImportChunk> chunks, CancellationTokenSource stop)
    {
        try
        {
            // The wait has no token of its own: the import ends when the transaction has ended, by the cancelled feed if need be.
            var (result, _) = await writer.Submit(
                session => Apply(session, chunks),
                CancellationToken.None,
                static written => written.Changes.Publish(),
                isAlone: true);
            return result;
        }
        finally
        {
            await stop.CancelAsync(); // A failed write must not leave the feed waiting for room.
        }
    }

    private (ImportResult Result, CatalogueChanges Changes) Apply(WriteSession session, ChannelReader<ImportChunk> chunks)
    {
        var rows = new ImportRows(session, new CatalogueChanges(session, memory));

        // The writer's thread is its own, so it may block; the feed's end, good or bad, always comes.
        while (chunks.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (chunks.TryRead(out var chunk))
                rows.Add(chunk);
        }

        return (rows.Result, rows.Changes);
    }

    private static async Task Feed(
        ChannelWriter<ImportChunk> chunks,
        IAsyncEnumerable<CatalogueItem> items,
        IAsyncEnumerable<ImportedEvent> events,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var chunk in items.Chunk(ChunkRowCount).WithCancellation(cancellationToken))
            {
                foreach (var item in chunk)
                    SqliteCatalogue.Check(item);
                await chunks.WriteAsync(new ImportChunk(chunk, []), cancellationToken);
            }

            await foreach (var chunk in events.Chunk(ChunkRowCount).WithCancellation(cancellationToken))
            {
                foreach (var e in chunk)
                    Check(e);
                await chunks.WriteAsync(new ImportChunk([], chunk), cancellationToken);
            }

            chunks.Complete();
        }
#pragma warning disable CA1031 // Whatever ends the feed ends the transaction, and comes out of the write.
        catch (Exception e)
#pragma warning restore CA1031
        {
            chunks.Complete(e);
        }
    }

    private static void Check(ImportedEvent e)
    {
        StoredText.Check(e.UserId, nameof(e.UserId));
        StoredText.Check(e.ItemId, nameof(e.ItemId));
        StoredText.Check(e.EventId, nameof(e.EventId));
    }
}
