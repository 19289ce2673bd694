using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using S3Rec.Contracts;
using S3Rec.Storage.Embedded;

namespace S3Rec.Storage.Tests;

public sealed class EmbeddedStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_in_use_is_refused_with_folder_process_and_remedy()
    {
        await using var store = new TestStore();

        var error = Assert.Throws<StoreInUseException>(() => store.OpenAgain());

        Assert.Equal(Environment.ProcessId, error.ProcessId);
        Assert.Equal(
            $"The store '{store.Folder}' is in use by process {Environment.ProcessId}. " +
            "Stop that process, ask it over its HTTP API instead, or name another store folder.",
            error.Message);
        await store.Events.Append("ann", 0, [new NewEvent("a", 0, DateTimeOffset.UnixEpoch)], Cancellation);
    }

    [Fact]
    public async Task A_closed_store_can_be_opened_again_though_its_lock_file_stays()
    {
        await using var store = new TestStore();
        await store.Reopen();
        Assert.True(File.Exists(Path.Combine(store.Folder, "s3rec.lock")));
    }

    [Fact]
    public async Task Closing_twice_does_nothing_more()
    {
        await using var store = new TestStore();
        store.Embedded.Dispose();
        await store.Embedded.DisposeAsync();
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_untouched_and_given_free()
    {
        await using var store = new TestStore();
        await store.Execute("PRAGMA user_version = 99");
        await store.Embedded.DisposeAsync();

        var error = Assert.Throws<StoreFormatException>(() => store.OpenAgain());
        Assert.StartsWith($"The store '{store.Folder}' has format 99; this program knows formats up to ", error.Message, StringComparison.Ordinal);
        Assert.Throws<StoreFormatException>(() => store.OpenAgain());
    }

    [Fact]
    public async Task A_store_of_format_1_keeps_its_verdicts_and_refusals()
    {
        await using var store = new TestStore();
        await store.Execute(
            "ALTER TABLE models RENAME COLUMN reason TO verdict; ALTER TABLE models DROP COLUMN is_accepted; "
            + "ALTER TABLE models DROP COLUMN refusal; ALTER TABLE models DROP COLUMN live_at; "
            + "ALTER TABLE items DROP COLUMN is_available; "
            + "ALTER TABLE live_model DROP COLUMN trial_version; ALTER TABLE live_model DROP COLUMN trial_share; "
            + "INSERT INTO models VALUES (1, 0, 0, 0, '{}', 'accepted: a'), (2, 0, 0, 0, '{}', 'refused: b'); PRAGMA user_version = 1");
        await store.Reopen();

        Assert.Equal(
            [(ModelVerdict.Rejected, "refused: b"), (ModelVerdict.Accepted, null)],
            (await store.Checkpoints.List(Cancellation)).Select(static m => (m.Description.Verdict, m.Refusal)));
    }

    [Fact]
    public async Task In_a_store_of_format_2_every_item_is_available()
    {
        await using var store = new TestStore();
        await store.Catalogue.PutItems([new("tea", ["hot"]), new("rice", [])], Cancellation);
        await store.Execute(
            "ALTER TABLE items DROP COLUMN is_available; "
            + "ALTER TABLE live_model DROP COLUMN trial_version; ALTER TABLE live_model DROP COLUMN trial_share; PRAGMA user_version = 2");
        await store.Reopen();

        Assert.Equal([true, true], Enumerable.Range(0, 2).Select(store.Catalogue.IsAvailable));
        await store.Catalogue.PutItems([new("tea", null, IsAvailable: false)], Cancellation);
        await store.Reopen();
        Assert.Equal([false, true], Enumerable.Range(0, 2).Select(store.Catalogue.IsAvailable));
    }

    [Fact]
    public async Task In_a_store_of_format_3_the_live_version_stays_and_nothing_is_on_trial()
    {
        await using var store = new TestStore();
        await store.Execute(
            "ALTER TABLE live_model DROP COLUMN trial_version; ALTER TABLE live_model DROP COLUMN trial_share; "
            + "UPDATE live_model SET version = 7; PRAGMA user_version = 3");
        await store.Reopen();

        Assert.Equal(new(7, null), await store.Checkpoints.GetServing(Cancellation));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_by_name()
    {
        await using var store = new TestStore();
        await store.Embedded.DisposeAsync();
        var file = Path.Combine(store.Folder, "s3rec.db");
        await File.WriteAllTextAsync(file, new string('x', 8192), Cancellation);

        var error = Assert.Throws<StoreFormatException>(() => store.OpenAgain());
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalogue_with_a_row_removed_is_refused()
    {
        await using var store = new TestStore();
        await store.Catalogue.PutItems([new("tea", []), new("rice", [])], Cancellation);
        await store.Execute("DELETE FROM items WHERE item = 0");
        await store.Embedded.DisposeAsync();

        Assert.Throws<StoreFormatException>(() => store.OpenAgain());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_storage_error_that_names_it()
    {
        await using var store = new TestStore();
        var options = new EmbeddedStorageOptions { Folder = Path.Combine(store.Folder, "s3rec.db", "inside") };
        var error = Assert.Throws<StorageUnavailableException>(
            () => EmbeddedStore.Open(options, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.Contains(options.Folder, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commits_are_fully_synchronous_in_a_write_ahead_log()
    {
        await using var store = new TestStore();
        var (synchronous, journal) = await store.Embedded.Writer.Submit(
            static session =>
            {
                using var rows = session.Sql.Query("PRAGMA journal_mode");
                rows.Read();
                return (session.Sql.QueryInteger("PRAGMA synchronous"), rows.GetString(0));
            },
            Cancellation);
        Assert.Equal(2, synchronous);
        Assert.Equal("wal", journal);
    }

    [Fact]
    public void Options_out_of_range_are_reported_together()
    {
        var options = new EmbeddedStorageOptions { Folder = " ", WriteQueueCountMax = 0, ModelsKept = 1001 };
        var error = Assert.Throws<OptionsValidationException>(
            () => EmbeddedStore.Open(options, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.Equal(
            [
                "Folder is empty; name the folder of the store.",
                "WriteQueueCountMax is 0; it must lie between 1 and 1000000.",
                "ModelsKept is 1001; it must lie between 1 and 1000.",
            ],
            error.Failures);
    }

    [Fact]
    public async Task The_container_serves_all_stores_from_one_folder_and_closes_it()
    {
        await using var store = new TestStore();
        await store.Embedded.DisposeAsync();
        var services = new ServiceCollection();
        services.AddEmbeddedStorage(o => o.Folder = store.Folder);
        await using (var provider = services.BuildServiceProvider())
        {
            var item = await provider.GetRequiredService<ICatalogue>().GetOrAddItem("tea", Cancellation);
            await provider.GetRequiredService<IEventLog>().Append(
                "ann", 0, [new NewEvent("a", item, DateTimeOffset.UnixEpoch)], Cancellation);
            await provider.GetRequiredService<ITrainingStore>().AddRun("queued", Cancellation);
            Assert.Empty(await provider.GetRequiredService<ICheckpointStore>().List(Cancellation));
            Assert.Same(provider.GetRequiredService<EmbeddedStore>().Import, provider.GetRequiredService<IBulkImport>());
        }

        using var opened = store.OpenAgain();
        Assert.Equal(1, await opened.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task A_host_opens_the_store_at_its_start()
    {
        await using var store = new TestStore();
        var services = new ServiceCollection();
        services.AddEmbeddedStorage(o => o.Folder = store.Folder);
        await using var provider = services.BuildServiceProvider();
        var opening = Assert.Single(provider.GetServices<IHostedService>());

        await Assert.ThrowsAsync<StoreInUseException>(() => opening.StartAsync(Cancellation));

        await store.Embedded.DisposeAsync();
        await opening.StartAsync(Cancellation);
        Assert.Throws<StoreInUseException>(() => store.OpenAgain());
    }

    [Fact]
    public async Task Options_out_of_range_stop_the_host()
    {
        var services = new ServiceCollection();
        services.AddEmbeddedStorage(static o => o.ReaderCountMax = 0);
        await using var provider = services.BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
    }
}
