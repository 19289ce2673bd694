using S3Rec.Storage.Embedded.Training;

namespace S3Rec.Storage.Tests;

public sealed class TrainingStoreTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_held_lease_is_refused_to_others_until_it_expires()
    {
        await using var store = new TestStore();
        var first = await store.Training.TryAcquireLease("a", _minute, Cancellation);
        store.Time.Advance(_minute - TimeSpan.FromTicks(1));
        Assert.Null(await store.Training.TryAcquireLease("b", _minute, Cancellation));
        store.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(new Lease("a", 1), first);
        Assert.Equal(new Lease("b", 2), await store.Training.TryAcquireLease("b", _minute, Cancellation));
    }

    [Fact]
    public async Task Of_many_that_want_the_lease_at_once_one_gets_it()
    {
        await using var store = new TestStore();
        var leases = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(n => store.Training.TryAcquireLease($"trainer{n}", _minute, Cancellation)));
        Assert.Single(leases, static l => l is not null);
    }

    [Fact]
    public async Task A_renewed_lease_lasts_from_the_renewal()
    {
        await using var store = new TestStore();
        var lease = await Acquire(store, "a");
        store.Time.Advance(_minute / 2);
        await store.Training.RenewLease(lease, _minute, Cancellation);
        store.Time.Advance(_minute / 2);

        Assert.Null(await store.Training.TryAcquireLease("b", _minute, Cancellation));
    }

    [Fact]
    public async Task A_lease_taken_by_another_cannot_be_renewed()
    {
        await using var store = new TestStore();
        var lease = await Acquire(store, "a");
        store.Time.Advance(_minute);
        await Acquire(store, "b");

        var error = await Assert.ThrowsAsync<LeaseLostException>(() => store.Training.RenewLease(lease, _minute, Cancellation));
        Assert.Equal("The training lease of 'a' (epoch 1) expired and was taken by another trainer.", error.Message);
    }

    [Fact]
    public async Task A_released_lease_is_free_at_once_and_its_epoch_is_not_used_again()
    {
        await using var store = new TestStore();
        await store.Training.ReleaseLease(await Acquire(store, "a"), Cancellation);
        Assert.Equal(new Lease("b", 2), await Acquire(store, "b"));
    }

    [Fact]
    public async Task Releasing_a_lost_lease_leaves_the_new_holders_alone()
    {
        await using var store = new TestStore();
        var lost = await Acquire(store, "a");
        store.Time.Advance(_minute);
        var held = await Acquire(store, "b");
        await store.Training.ReleaseLease(lost, Cancellation);

        await store.Training.RenewLease(held, _minute, Cancellation);
    }

    [Fact]
    public async Task A_holder_that_comes_back_after_a_crash_takes_over_from_itself()
    {
        await using var store = new TestStore();
        var before = await Acquire(store, "a");
        var after = await Acquire(store, "a");

        Assert.Equal(2, after.Epoch);
        await Assert.ThrowsAsync<LeaseLostException>(() => store.Training.RenewLease(before, _minute, Cancellation));
    }

    [Fact]
    public async Task Opening_the_store_frees_the_lease_of_the_process_before_and_fences_it_out()
    {
        await using var store = new TestStore();
        var before = await Acquire(store, "a");
        await store.Reopen();

        await Assert.ThrowsAsync<LeaseLostException>(() => store.Training.RenewLease(before, _minute, Cancellation));
        Assert.Equal(new Lease("b", 2), await Acquire(store, "b"));
    }

    [Fact]
    public async Task Runs_are_numbered_updated_and_found_after_a_restart()
    {
        await using var store = new TestStore();
        Assert.Null(await store.Training.FindLastRun(Cancellation));
        Assert.Equal(1, await store.Training.AddRun("queued", Cancellation));
        Assert.Equal(2, await store.Training.AddRun("queued", Cancellation));
        await store.Training.UpdateRun(2, "finetuning", Cancellation);
        await store.Reopen();

        Assert.Equal(new StoredRun(2, "finetuning"), await store.Training.FindLastRun(Cancellation));
    }

    [Fact]
    public async Task Only_the_newest_runs_are_kept()
    {
        await using var store = new TestStore();
        for (var n = 0; n < SqliteTrainingStore.RunsKept + 1; n++)
            await store.Training.AddRun($"run {n}", Cancellation);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.Training.UpdateRun(1, "late", Cancellation));
        await store.Training.UpdateRun(2, "still there", Cancellation);
    }

    private static async Task<Lease> Acquire(TestStore store, string owner)
    {
        var lease = await store.Training.TryAcquireLease(owner, _minute, Cancellation);
        Assert.NotNull(lease);
        return lease;
    }
}
