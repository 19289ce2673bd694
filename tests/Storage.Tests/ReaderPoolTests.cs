using S3Rec.Contracts;
using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Tests;

public sealed class ReaderPoolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_beyond_the_queue_is_refused_at_once()
    {
        await using var store = new TestStore();
        using var pool = new ReaderPool(new StoreDatabase(store.Folder), readerCountMax: 1, queueCountMax: 1);
        using var release = new ManualResetEventSlim();
        var running = pool.Read(_ => release.Wait(Timeout.Infinite), Cancellation);
        var waiting = pool.Read(static _ => true, Cancellation);

        var refusal = await Assert.ThrowsAsync<OverloadedException>(() => pool.Read(static _ => true, Cancellation));
        release.Set();

        Assert.True(refusal.IsTransient);
        Assert.True(await running);
        Assert.True(await waiting);
        Assert.True(await pool.Read(static _ => true, Cancellation));
    }

    [Fact]
    public async Task A_read_that_the_database_fails_is_unavailable_and_the_next_works()
    {
        await using var store = new TestStore();
        using var pool = new ReaderPool(new StoreDatabase(store.Folder), readerCountMax: 1, queueCountMax: 1);

        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => pool.Read(static sql => sql.Execute("DELETE FROM events"), Cancellation)); // Readers are read-only.
        Assert.Equal(0, await pool.Read(static sql => sql.QueryInteger("SELECT count(*) FROM events"), Cancellation));
    }
}
