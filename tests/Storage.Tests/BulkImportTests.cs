using S3Rec.Contracts;

namespace S3Rec.Storage.Tests;

public sealed class BulkImportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_stores_items_attributes_and_events()
    {
        await using var store = new TestStore();
        var result = await Import(store, [new("tea", ["hot"])], [Event("ann", "tea"), Event("ann", "rice"), Event("bob", "rice")]);
        await store.Reopen();

        Assert.Equal(new ImportResult(3, 0, 2, 1), result);
        Assert.Equal(["tea", "rice"], await Items(store, "ann"));
        Assert.Equal(["rice"], await Items(store, "bob"));
        Assert.Equal("hot", store.Catalogue.GetAttribute(Assert.Single(store.Catalogue.GetAttributes(0))));
        Assert.Equal(3, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task An_import_is_visible_to_readers_and_writers_at_once()
    {
        await using var store = new TestStore();
        await Import(store, [], [Event("ann", "tea")]);

        Assert.True(store.Catalogue.TryGetItem("tea", out var tea));
        Assert.Equal(tea, await store.Catalogue.GetOrAddItem("tea", Cancellation));
        Assert.Equal(1, await store.Catalogue.GetOrAddItem("rice", Cancellation));
        await store.Events.Append("ann", 1, [new NewEvent("next", tea, DateTimeOffset.UnixEpoch)], Cancellation);
        Assert.Equal(2, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task A_file_imported_again_adds_nothing()
    {
        await using var store = new TestStore();
        ImportedEvent[] events = [Event("ann", "tea"), Event("ann", "rice"), Event("bob", "rice")];
        await Import(store, [new("tea", ["hot"])], events);

        Assert.Equal(new ImportResult(0, 3, 0, 0), await Import(store, [new("tea", ["hot"])], events));
        Assert.Equal(3, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task Imported_events_follow_those_the_log_holds_even_when_users_alternate()
    {
        await using var store = new TestStore();
        await store.Catalogue.GetOrAddItem("salt", Cancellation);
        await store.Events.Append("ann", 0, [new NewEvent("live", 0, DateTimeOffset.UnixEpoch)], Cancellation);
        await Import(store, [], [Event("ann", "a"), Event("bob", "b"), Event("ann", "c"), Event("bob", "d")]);

        Assert.Equal(["salt", "a", "c"], await Items(store, "ann"));
        Assert.Equal(["b", "d"], await Items(store, "bob"));
    }

    [Fact]
    public async Task An_import_whose_source_fails_at_the_end_stores_nothing_and_throws_what_the_source_threw()
    {
        await using var store = new TestStore();
        await store.Catalogue.GetOrAddItem("salt", Cancellation);
        var source = Enumerable.Range(0, 10_000).Select(static n => n < 9_999
            ? Event($"user{n / 10}", $"item{n}")
            : throw new FormatException("line 10000 is malformed"));

        var error = await Assert.ThrowsAsync<FormatException>(() => Import(store, [new("tea", ["hot"])], source));

        Assert.Equal("line 10000 is malformed", error.Message);
        await CheckUntouched(store);
        await store.Reopen();
        await CheckUntouched(store);
        Assert.Equal(1, await store.Catalogue.GetOrAddItem("pepper", Cancellation));
    }

    [Fact]
    public async Task An_import_with_an_id_that_cannot_be_stored_stores_nothing()
    {
        await using var store = new TestStore();
        await store.Catalogue.GetOrAddItem("salt", Cancellation);
        await Assert.ThrowsAsync<ArgumentException>(
            () => Import(store, [], [Event("ann", "tea"), Event("ann", new string('x', Limits.IdBytesMax + 1))]));
        await CheckUntouched(store);
    }

    [Fact]
    public async Task A_cancelled_import_stores_nothing()
    {
        await using var store = new TestStore();
        await store.Catalogue.GetOrAddItem("salt", Cancellation);
        using var cancel = new CancellationTokenSource();
        var source = Enumerable.Range(0, int.MaxValue).Select(n =>
        {
            if (n == 5000)
                cancel.Cancel();
            return Event($"user{n / 10}", "tea");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.Embedded.Import.Import(AsyncEnumerable.Empty<CatalogueItem>(), source.ToAsyncEnumerable(), cancel.Token));
        await CheckUntouched(store);
    }

    [Fact]
    public async Task An_import_onto_a_full_disk_stores_nothing_ends_its_source_and_the_store_recovers()
    {
        await using var store = new TestStore();
        await store.Catalogue.GetOrAddItem("salt", Cancellation);
        await store.FillDisk();
        var endless = Enumerable.Range(0, int.MaxValue).Select(static n => Event($"user{n / 10}", $"item{n}"));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Import(store, [], endless));

        await CheckUntouched(store);
        Assert.Equal(1, (await Import(store, [], [Event("ann", "tea")])).EventCount);
    }

    [Fact]
    public async Task An_import_does_not_share_its_fate_with_appends_that_wait_beside_it()
    {
        await using var store = new TestStore();
        var hold = await store.HoldWriter();
        var before = store.Events.Append("ann", 0, [new NewEvent("a", 0, DateTimeOffset.UnixEpoch)], Cancellation);
        var import = Import(store, [], Enumerable.Range(0, 1).Select(ImportedEvent (_) => throw new FormatException("bad line")));
        var after = store.Events.Append("ann", 1, [new NewEvent("b", 0, DateTimeOffset.UnixEpoch)], Cancellation);
        await hold.DisposeAsync();

        await Assert.ThrowsAsync<FormatException>(() => import);
        await before;
        await after;
        Assert.Equal(2, await store.Events.GetOffset(Cancellation));
    }

    private static async Task CheckUntouched(TestStore store)
    {
        Assert.Equal(0, await store.Events.GetOffset(Cancellation));
        Assert.Empty(await store.Events.ReadSequences(0, Cancellation).ToListAsync(Cancellation));
        Assert.Equal(1, store.Catalogue.Count);
        Assert.Equal(0, store.Catalogue.AttributeCount);
    }

    private static ImportedEvent Event(string user, string item) => new(user, item, $"{user}-{item}", DateTimeOffset.UnixEpoch);

    private static Task<ImportResult> Import(TestStore store, IEnumerable<CatalogueItem> items, IEnumerable<ImportedEvent> events) =>
        store.Embedded.Import.Import(items.ToAsyncEnumerable(), events.ToAsyncEnumerable(), Cancellation);

    private static async Task<IEnumerable<string>> Items(TestStore store, string user) =>
        (await store.Events.ReadTail(user, 100, Cancellation)).Events.Select(e => store.Catalogue.GetItemId(e.Item));
}
