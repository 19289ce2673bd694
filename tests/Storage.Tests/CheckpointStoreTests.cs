using S3Rec.Contracts;

namespace S3Rec.Storage.Tests;

public sealed class CheckpointStoreTests
{
    private static readonly ModelDescription _description = new(
        LogOffset: 7, ItemCount: 3, new Dictionary<string, double> { ["HR@10"] = 0.25, ["loss"] = double.NaN },
        ModelVerdict.Accepted, "better");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_published_checkpoint_is_there_with_all_its_files_after_a_restart()
    {
        await using var store = new TestStore();
        using var checkpoint = new CheckpointFolder("weights");
        var published = await store.Checkpoints.Publish(checkpoint.Path, _description, await Lease(store), Cancellation);
        await store.Reopen();

        Assert.Equal(1, published.Version);
        Assert.Equal(store.Time.GetUtcNow(), published.CreatedAt);
        var folder = await store.Checkpoints.GetFolder(1, Cancellation);
        Assert.Equal(Path.Combine(store.Folder, "models", "000001"), folder);
        Assert.Equal("weights", await File.ReadAllTextAsync(Path.Combine(folder, "model.safetensors"), Cancellation));
        Assert.Equal("nested", await File.ReadAllTextAsync(Path.Combine(folder, "more", "file"), Cancellation));
        var found = await store.Checkpoints.Find(1, Cancellation);
        Assert.NotNull(found);
        Assert.Equal(published.CreatedAt, found.CreatedAt);
        Assert.Equivalent(_description, found.Description, strict: true);
        Assert.Equal("weights", await File.ReadAllTextAsync(Path.Combine(checkpoint.Path, "model.safetensors"), Cancellation));
    }

    [Fact]
    public async Task A_trainer_that_lost_its_lease_publishes_nothing()
    {
        await using var store = new TestStore();
        using var checkpoint = new CheckpointFolder("weights");
        var lost = await Lease(store, "a");
        store.Time.Advance(TimeSpan.FromMinutes(1));
        var held = await Lease(store, "b");

        await Assert.ThrowsAsync<LeaseLostException>(() => store.Checkpoints.Publish(checkpoint.Path, _description, lost, Cancellation));

        Assert.Empty(await store.Checkpoints.List(Cancellation));
        Assert.Empty(ModelFolders(store));
        Assert.Equal(1, (await store.Checkpoints.Publish(checkpoint.Path, _description, held, Cancellation)).Version);
    }

    [Fact]
    public async Task A_publication_whose_commit_fails_lists_nothing_and_the_next_takes_its_number()
    {
        await using var store = new TestStore();
        using var torn = new CheckpointFolder("torn");
        using var whole = new CheckpointFolder("whole");
        var lease = await Lease(store);
        await store.Execute(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY); " +
            "CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED); " +
            "CREATE TRIGGER breaks_the_commit AFTER INSERT ON models BEGIN INSERT INTO child VALUES (1); END");
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => store.Checkpoints.Publish(torn.Path, _description, lease, Cancellation));
        await store.Execute("DROP TRIGGER breaks_the_commit");

        Assert.Empty(await store.Checkpoints.List(Cancellation));
        Assert.Equal(1, (await store.Checkpoints.Publish(whole.Path, _description, lease, Cancellation)).Version);
        var folder = await store.Checkpoints.GetFolder(1, Cancellation);
        Assert.Equal("whole", await File.ReadAllTextAsync(Path.Combine(folder, "model.safetensors"), Cancellation));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_read_is_not_published_and_leaves_nothing()
    {
        await using var store = new TestStore();
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.Checkpoints.Publish(
            Path.Combine(store.Folder, "missing"), _description, await Lease(store), Cancellation));
        Assert.Empty(ModelFolders(store));
    }

    [Fact]
    public async Task What_a_crash_left_is_removed_at_the_next_start_and_nothing_else()
    {
        await using var store = new TestStore();
        await Publish(store, 1);
        foreach (var name in (string[])[".staging-abc", "000002", "notes"])
        {
            Directory.CreateDirectory(Path.Combine(store.Folder, "models", name));
            await File.WriteAllTextAsync(Path.Combine(store.Folder, "models", name, "file"), "x", Cancellation);
        }

        await store.Reopen();

        Assert.Equal(["000001", "notes"], ModelFolders(store));
    }

    [Fact]
    public async Task The_newest_versions_and_the_live_one_are_kept()
    {
        await using var store = new TestStore(static o => o.ModelsKept = 2);
        await Publish(store, 2);
        await store.Checkpoints.SetLiveVersion(1, Cancellation);
        await Publish(store, 3);

        Assert.Equal([5, 4, 1], (await store.Checkpoints.List(Cancellation)).Select(static m => m.Version));
        Assert.Equal(["000001", "000004", "000005"], ModelFolders(store));
        Assert.Equal(1, await store.Checkpoints.GetLiveVersion(Cancellation));
        await Assert.ThrowsAsync<UnknownModelException>(() => store.Checkpoints.GetFolder(2, Cancellation));
    }

    [Fact]
    public async Task The_live_version_is_null_at_first_and_kept_over_a_restart()
    {
        await using var store = new TestStore();
        await Publish(store, 2);
        Assert.Null(await store.Checkpoints.GetLiveVersion(Cancellation));
        await store.Checkpoints.SetLiveVersion(2, Cancellation);
        await store.Reopen();
        Assert.Equal(2, await store.Checkpoints.GetLiveVersion(Cancellation));
    }

    [Fact]
    public async Task A_trial_is_kept_over_a_restart_changed_and_ended()
    {
        await using var store = new TestStore();
        await Publish(store, 2);
        Assert.Equal(new(null, null), await store.Checkpoints.GetServing(Cancellation));
        await store.Checkpoints.SetLiveVersion(1, Cancellation);
        await store.Checkpoints.SetSplit(new(2, 0.1), Cancellation);
        await store.Reopen();
        Assert.Equal(new(1, new(2, 0.1)), await store.Checkpoints.GetServing(Cancellation));

        await store.Checkpoints.SetSplit(new(2, 0.5), Cancellation);
        Assert.Equal(new(1, new(2, 0.5)), await store.Checkpoints.GetServing(Cancellation));
        await store.Checkpoints.SetSplit(null, Cancellation);
        Assert.Equal(new(1, null), await store.Checkpoints.GetServing(Cancellation));
    }

    [Fact]
    public async Task A_trial_ends_when_its_version_becomes_live_and_outlasts_any_other()
    {
        await using var store = new TestStore(static o => o.ModelsKept = 2);
        await Publish(store, 2);
        await store.Checkpoints.SetLiveVersion(2, Cancellation);
        await store.Checkpoints.SetSplit(new(1, 0.1), Cancellation);
        await Publish(store, 3);

        await store.Checkpoints.SetLiveVersion(5, Cancellation);
        Assert.Equal(new(5, new(1, 0.1)), await store.Checkpoints.GetServing(Cancellation));
        Assert.Equal([5, 4, 2, 1], (await store.Checkpoints.List(Cancellation)).Select(static m => m.Version));
        await store.Checkpoints.SetLiveVersion(1, Cancellation);
        Assert.Equal(new(1, null), await store.Checkpoints.GetServing(Cancellation));
    }

    [Fact]
    public async Task An_unknown_version_cannot_be_live_judged_or_opened()
    {
        await using var store = new TestStore();
        await Publish(store, 1);
        await store.Checkpoints.SetLiveVersion(1, Cancellation);

        await Assert.ThrowsAsync<UnknownModelException>(() => store.Checkpoints.SetLiveVersion(9, Cancellation));
        await Assert.ThrowsAsync<UnknownModelException>(() => store.Checkpoints.SetSplit(new(9, 0.1), Cancellation));
        await Assert.ThrowsAsync<UnknownModelException>(() => store.Checkpoints.SetRefusal(9, "torn", Cancellation));
        await Assert.ThrowsAsync<UnknownModelException>(() => store.Checkpoints.GetFolder(9, Cancellation));
        Assert.Equal(new(1, null), await store.Checkpoints.GetServing(Cancellation));
        Assert.Null(await store.Checkpoints.Find(9, Cancellation));
        Assert.Equal(1, await store.Checkpoints.GetLiveVersion(Cancellation));
    }

    [Fact]
    public async Task A_refusal_comes_and_goes_and_leaves_the_verdict_alone()
    {
        await using var store = new TestStore();
        await Publish(store, 1);
        await store.Checkpoints.SetRefusal(1, "torn", Cancellation);
        var refused = await store.Checkpoints.Find(1, Cancellation);
        await store.Checkpoints.SetRefusal(1, null, Cancellation);

        Assert.Equal(("torn", ModelVerdict.Accepted), (refused?.Refusal, refused?.Description.Verdict));
        Assert.Null((await store.Checkpoints.Find(1, Cancellation))?.Refusal);
    }

    [Fact]
    public async Task A_version_remembers_when_it_was_last_made_live()
    {
        await using var store = new TestStore();
        await Publish(store, 2);
        await store.Checkpoints.SetLiveVersion(1, Cancellation);
        var first = store.Time.GetUtcNow();
        store.Time.Advance(TimeSpan.FromHours(1));
        await store.Checkpoints.SetLiveVersion(2, Cancellation);

        var models = await store.Checkpoints.List(Cancellation);
        Assert.Equal([first.AddHours(1), first], models.Select(static m => m.LiveAt));
    }

    [Fact]
    public async Task A_version_whose_files_are_gone_is_refused_by_name()
    {
        await using var store = new TestStore();
        await Publish(store, 1);
        Directory.Delete(Path.Combine(store.Folder, "models", "000001"), recursive: true);
        var error = await Assert.ThrowsAsync<CheckpointRefusedException>(() => store.Checkpoints.GetFolder(1, Cancellation));
        Assert.Contains("version 1 are gone", error.Message, StringComparison.Ordinal);
    }

    private static async Task Publish(TestStore store, int count)
    {
        using var checkpoint = new CheckpointFolder("weights");
        var lease = await Lease(store);
        for (var n = 0; n < count; n++)
            await store.Checkpoints.Publish(checkpoint.Path, _description, lease, Cancellation);
    }

    private static async Task<Lease> Lease(TestStore store, string owner = "a")
    {
        var lease = await store.Training.TryAcquireLease(owner, TimeSpan.FromMinutes(1), Cancellation);
        Assert.NotNull(lease);
        return lease;
    }

    private static IEnumerable<string?> ModelFolders(TestStore store) =>
        Directory.GetDirectories(Path.Combine(store.Folder, "models")).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private sealed class CheckpointFolder : IDisposable
    {
        public CheckpointFolder(string weights)
        {
            Path = Directory.CreateTempSubdirectory("s3rec-checkpoint-").FullName;
            File.WriteAllText(System.IO.Path.Combine(Path, "model.safetensors"), weights);
            Directory.CreateDirectory(System.IO.Path.Combine(Path, "more"));
            File.WriteAllText(System.IO.Path.Combine(Path, "more", "file"), "nested");
        }

        public string Path { get; }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
