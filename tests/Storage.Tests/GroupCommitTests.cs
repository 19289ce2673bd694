using S3Rec.Contracts;

namespace S3Rec.Storage.Tests;

public sealed class GroupCommitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appends_that_wait_together_share_one_commit()
    {
        await using var store = new TestStore();
        var hold = await store.HoldWriter();
        var appends = Enumerable.Range(0, 100).Select(u => Append(store, $"user{u}", 0, "a")).ToArray();
        var before = store.Embedded.Writer.CommitCount;
        await hold.DisposeAsync();
        await Task.WhenAll(appends);

        // The transaction of the hold, and one of all appends.
        Assert.Equal(2, store.Embedded.Writer.CommitCount - before);
    }

    [Fact]
    public async Task A_batch_is_bounded()
    {
        await using var store = new TestStore(static o => o.BatchRowCountMax = 10);
        var hold = await store.HoldWriter();
        var appends = Enumerable.Range(0, 100).Select(u => Append(store, $"user{u}", 0, "a")).ToArray();
        var before = store.Embedded.Writer.CommitCount;
        await hold.DisposeAsync();
        await Task.WhenAll(appends);

        Assert.Equal(1 + 10, store.Embedded.Writer.CommitCount - before);
    }

    [Fact]
    public async Task In_one_batch_the_second_writer_of_a_user_conflicts_and_its_neighbours_do_not()
    {
        await using var store = new TestStore();
        var hold = await store.HoldWriter();
        var before = Append(store, "zoe", 0, "a");
        var winner = Append(store, "ann", 0, "a", "b");
        var loser = Append(store, "ann", 0, "c");
        var follower = Append(store, "ann", 2, "d");
        var after = Append(store, "bob", 0, "a");
        await hold.DisposeAsync();

        await Assert.ThrowsAsync<SequenceConflictException>(() => loser);
        Assert.Equal([new AppendedEvent(0, false), new AppendedEvent(1, false)], await winner);
        Assert.Equal([new AppendedEvent(2, false)], await follower);
        Assert.Equal([new AppendedEvent(0, false)], await before);
        Assert.Equal([new AppendedEvent(0, false)], await after);
        Assert.Equal(5, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task An_event_twice_in_one_batch_is_stored_once()
    {
        await using var store = new TestStore();
        var hold = await store.HoldWriter();
        var first = Append(store, "ann", 0, "a");
        var second = Append(store, "ann", 1, "a");
        await hold.DisposeAsync();

        Assert.Equal([new AppendedEvent(0, false)], await first);
        Assert.Equal([new AppendedEvent(0, true)], await second);
        Assert.Equal(1, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task A_request_taken_back_gives_its_log_positions_back()
    {
        await using var store = new TestStore();
        var hold = await store.HoldWriter();
        var failing = store.Embedded.Writer.Submit<int>(
            static session =>
            {
                session.TakePosition();
                throw new InvalidOperationException("changed its mind");
            },
            Cancellation);
        var append = Append(store, "ann", 0, "a");
        await hold.DisposeAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await append;
        Assert.Equal(1, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task A_full_queue_refuses_the_append_at_once()
    {
        await using var store = new TestStore(static o => o.WriteQueueCountMax = 2);
        var hold = await store.HoldWriter();
        var first = Append(store, "ann", 0, "a");
        var second = Append(store, "bob", 0, "a");

        var refusal = await Assert.ThrowsAsync<OverloadedException>(() => Append(store, "carl", 0, "a"));
        await hold.DisposeAsync();
        await Task.WhenAll(first, second);

        Assert.True(refusal.IsTransient);
        Assert.StartsWith("2 writes wait for the store", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await store.Events.ReadTail("carl", 1, Cancellation)).NextSequence);
        await Append(store, "carl", 0, "a");
    }

    [Fact]
    public async Task A_caller_that_leaves_before_its_turn_is_skipped()
    {
        await using var store = new TestStore();
        using var leaving = new CancellationTokenSource();
        var hold = await store.HoldWriter();
        var left = store.Events.Append("ann", 0, [Event("a")], leaving.Token);
        var stays = Append(store, "bob", 0, "a");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await hold.DisposeAsync();
        await stays;

        Assert.Equal(0, (await store.Events.ReadTail("ann", 1, Cancellation)).NextSequence);
        Assert.Equal(1, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task A_full_disk_fails_the_whole_batch_and_the_writer_recovers()
    {
        await using var store = new TestStore();
        await Append(store, "ann", 0, "a");
        await store.FillDisk();
        var hold = await store.HoldWriter();
        var neighbour = Append(store, "bob", 0, "a");
        var large = store.Events.Append("ann", 1, [.. Enumerable.Range(0, 5000).Select(static n => Event($"large{n}"))], Cancellation);
        await hold.DisposeAsync();

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => large);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => neighbour);
        Assert.True(error.IsTransient);
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await store.Events.GetOffset(Cancellation));
        Assert.Equal([new AppendedEvent(1, false)], await Append(store, "ann", 1, "b"));
        Assert.Equal([new AppendedEvent(0, false)], await Append(store, "bob", 0, "a"));
    }

    [Fact]
    public async Task A_commit_that_fails_fails_the_whole_batch_and_the_writer_recovers()
    {
        await using var store = new TestStore();
        await store.Execute(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY); " +
            "CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
        var hold = await store.HoldWriter();
        var append = Append(store, "ann", 0, "a");
        var breaksTheCommit = store.Execute("INSERT INTO child VALUES (1)"); // Noticed only by COMMIT.
        await hold.DisposeAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => append);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => breaksTheCommit);
        Assert.Equal(0, await store.Events.GetOffset(Cancellation));
        Assert.Equal([new AppendedEvent(0, false)], await Append(store, "ann", 0, "a"));
    }

    [Fact]
    public async Task Closing_the_store_writes_what_is_queued_and_refuses_what_comes_later()
    {
        await using var store = new TestStore();
        var hold = await store.HoldWriter();
        var queued = Enumerable.Range(0, 20).Select(u => Append(store, $"user{u}", 0, "a")).ToArray();
        var log = store.Events;
        var reopening = store.Reopen();
        await hold.DisposeAsync();
        await Task.WhenAll(queued);
        await reopening;

        Assert.Equal(20, await store.Events.GetOffset(Cancellation));
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => log.Append("ann", 0, [Event("a")], Cancellation));
        Assert.Contains("is closed", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => log.GetOffset(Cancellation));
    }

    private static NewEvent Event(string id) => new(id, 0, DateTimeOffset.UnixEpoch);

    private static Task<IReadOnlyList<AppendedEvent>> Append(TestStore store, string user, long expected, params string[] ids) =>
        store.Events.Append(user, expected, [.. ids.Select(Event)], Cancellation);
}
