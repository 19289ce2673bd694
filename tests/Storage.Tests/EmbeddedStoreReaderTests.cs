using Microsoft.Data.Sqlite;
using S3Rec.Contracts;
using S3Rec.Storage.Embedded;

namespace S3Rec.Storage.Tests;

public sealed class EmbeddedStoreReaderTests
{
    private static readonly DateTimeOffset _noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_is_read_while_a_service_has_it_open()
    {
        await using var store = new TestStore();
        var version = await Fill(store);

        using var reader = EmbeddedStoreReader.Open(store.Folder);
        await store.Catalogue.GetOrAddItem("late", Cancellation);
        await store.Events.Append("ann", 2, [new NewEvent("c", 2, _noon)], Cancellation);

        var sequence = Assert.Single(await reader.Events.ReadSequences(reader.LogOffset, Cancellation).ToListAsync(Cancellation));
        Assert.Equal(("ann", 2L), (sequence.UserId, reader.LogOffset));
        Assert.Equal(["tea", "mat"], sequence.Items.Select(reader.Catalogue.GetItemId));
        Assert.Equal([_noon, _noon.AddHours(-1)], sequence.Times);
        Assert.Equal(["green"], reader.Catalogue.GetAttributes(0).Select(reader.Catalogue.GetAttribute));
        Assert.Equal(2, reader.Catalogue.Count);
        Assert.Equal(version, await reader.Checkpoints.GetLiveVersion(Cancellation));
        Assert.Equal("weights", await File.ReadAllTextAsync(
            Path.Combine(await reader.Checkpoints.GetFolder(version, Cancellation), "model"), Cancellation));
    }

    [Fact]
    public async Task A_store_that_nobody_has_open_is_read_without_a_change_and_can_be_opened_meanwhile()
    {
        await using var store = new TestStore();
        await Fill(store);
        await store.Embedded.DisposeAsync();
        var path = Path.Combine(store.Folder, "s3rec.db");
        var before = await File.ReadAllBytesAsync(path, Cancellation);

        using (var reader = EmbeddedStoreReader.Open(store.Folder))
        {
            Assert.Equal(2, await reader.Events.GetOffset(Cancellation));
            Assert.Equal(before, await File.ReadAllBytesAsync(path, Cancellation));

            await store.Reopen();
            await store.Events.Append("ann", 2, [new NewEvent("c", 1, _noon)], Cancellation);
            Assert.Equal(3, await reader.Events.GetOffset(Cancellation));
        }

        Assert.Equal(3, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task Where_SQLite_cannot_make_its_files_the_error_names_them_and_the_remedy()
    {
        await using var store = new TestStore();
        await Fill(store);
        await store.Embedded.DisposeAsync();
        File.CreateSymbolicLink(Path.Combine(store.Folder, "s3rec.db-shm"), "no-such-folder/shm"); // in the way as missing permissions are

        var refused = Assert.Throws<StorageUnavailableException>(() => EmbeddedStoreReader.Open(store.Folder));

        Assert.Contains("SQLite makes its files s3rec.db-shm and s3rec.db-wal there", refused.Message, StringComparison.Ordinal);
        Assert.Contains("write to the folder, start the service, or read a copy", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_written_through_it()
    {
        await using var store = new TestStore();
        using var reader = EmbeddedStoreReader.Open(store.Folder);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => reader.Events.Append("ann", 0, [new NewEvent("a", 0, _noon)], Cancellation));

        Assert.Contains("is open for reading", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await store.Events.GetOffset(Cancellation));
    }

    [Theory]
    [InlineData(1, "has format 1; this program reads format")]
    [InlineData(99, "has format 99; this program knows formats up to")]
    public async Task A_store_of_another_version_is_refused_and_left_as_it_is(int version, string message)
    {
        await using var store = new TestStore();
        await store.Execute($"PRAGMA user_version = {version}");

        var refused = Assert.Throws<StoreFormatException>(() => EmbeddedStoreReader.Open(store.Folder));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(store.Folder, "s3rec.db")};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        Assert.Equal((long)version, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_folder_without_a_store_is_refused_and_stays_without_one()
    {
        await using var store = new TestStore();
        var elsewhere = Path.Combine(store.Folder, "elsewhere");

        Assert.Contains("There is no store in", Assert.Throws<StoreFormatException>(() => EmbeddedStoreReader.Open(elsewhere)).Message);
        Assert.False(Directory.Exists(elsewhere));

        Directory.CreateDirectory(elsewhere);
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "s3rec.db"), new string('x', 4096), Cancellation);
        Assert.Contains(
            "is not a readable database", Assert.Throws<StoreFormatException>(() => EmbeddedStoreReader.Open(elsewhere)).Message);
    }

    /// <summary>Two events of one user, the second sent late, and a live model.</summary>
    private static async Task<int> Fill(TestStore store)
    {
        await store.Catalogue.PutItems([new("tea", ["green"]), new("mat", [])], Cancellation);
        await store.Events.Append("ann", 0, [new NewEvent("a", 0, _noon), new NewEvent("b", 1, _noon.AddHours(-1))], Cancellation);
        var folder = Directory.CreateDirectory(Path.Combine(store.Folder, "trained"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "model"), "weights", Cancellation);
        var lease = await store.Training.TryAcquireLease("test", TimeSpan.FromMinutes(1), Cancellation);
        var description = new ModelDescription(2, 2, new Dictionary<string, double>(), ModelVerdict.Accepted, "a test");
        var published = await store.Checkpoints.Publish(folder.FullName, description, lease!, Cancellation);
        await store.Checkpoints.SetLiveVersion(published.Version, Cancellation);
        return published.Version;
    }
}
