using S3Rec.Contracts;

namespace S3Rec.Storage.Tests;

public sealed class EventLogTests
{
    private static readonly DateTimeOffset _time = new(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appended_events_are_there_after_the_store_is_opened_again()
    {
        await using var store = new TestStore();
        await store.Events.Append("ann", 0, [Event("a", 3), Event("b", 5)], Cancellation);
        await store.Reopen();

        var tail = await store.Events.ReadTail("ann", 10, Cancellation);

        Assert.Equal(2, tail.NextSequence);
        Assert.Equal([new StoredEvent(0, "a", 3, _time), new StoredEvent(1, "b", 5, _time)], tail.Events);
        Assert.Equal(2, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task An_event_sent_again_is_stored_once_and_keeps_its_sequence()
    {
        await using var store = new TestStore();
        await store.Events.Append("ann", 0, [Event("a"), Event("b")], Cancellation);

        var again = await store.Events.Append("ann", 2, [Event("c"), Event("a")], Cancellation);

        Assert.Equal([new AppendedEvent(2, false), new AppendedEvent(0, true)], again);
        Assert.Equal(3, (await store.Events.ReadTail("ann", 10, Cancellation)).NextSequence);
        Assert.Equal(3, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task An_event_sent_again_after_a_restart_is_stored_once()
    {
        await using var store = new TestStore();
        await store.Events.Append("ann", 0, [Event("a")], Cancellation);
        await store.Reopen();

        Assert.Equal([new AppendedEvent(0, true)], await store.Events.Append("ann", 1, [Event("a")], Cancellation));
        Assert.Equal(1, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task An_event_twice_in_one_request_is_stored_once()
    {
        await using var store = new TestStore();

        var appended = await store.Events.Append("ann", 0, [Event("a"), Event("a"), Event("b")], Cancellation);

        Assert.Equal([new AppendedEvent(0, false), new AppendedEvent(0, true), new AppendedEvent(1, false)], appended);
    }

    [Fact]
    public async Task The_same_event_id_of_two_users_is_two_events()
    {
        await using var store = new TestStore();
        await store.Events.Append("ann", 0, [Event("a")], Cancellation);

        Assert.Equal([new AppendedEvent(0, false)], await store.Events.Append("bob", 0, [Event("a")], Cancellation));
    }

    [Fact]
    public async Task A_stale_sequence_number_is_refused_and_nothing_is_stored()
    {
        await using var store = new TestStore();
        await store.Events.Append("ann", 0, [Event("a")], Cancellation);

        var conflict = await Assert.ThrowsAsync<SequenceConflictException>(
            () => store.Events.Append("ann", 0, [Event("b")], Cancellation));

        Assert.Equal("User 'ann': the next sequence number is 1, not 0. Read the tail again and retry.", conflict.Message);
        Assert.Equal(1, await store.Events.GetOffset(Cancellation));
    }

    [Fact]
    public async Task A_sequence_number_that_is_ahead_is_refused()
    {
        await using var store = new TestStore();
        await Assert.ThrowsAsync<SequenceConflictException>(() => store.Events.Append("ann", 1, [Event("a")], Cancellation));
    }

    [Theory]
    [InlineData(0, new long[0])]
    [InlineData(1, new long[] { 3 })]
    [InlineData(3, new long[] { 1, 2, 3 })]
    [InlineData(9, new long[] { 0, 1, 2, 3 })]
    public async Task A_tail_is_the_newest_events_oldest_first(int count, long[] sequences)
    {
        await using var store = new TestStore();
        await store.Events.Append("ann", 0, [Event("a"), Event("b"), Event("c"), Event("d")], Cancellation);
        await store.Events.Append("anna", 0, [Event("a")], Cancellation);

        var tail = await store.Events.ReadTail("ann", count, Cancellation);

        Assert.Equal(4, tail.NextSequence);
        Assert.Equal(sequences, tail.Events.Select(static e => e.Sequence));
    }

    [Fact]
    public async Task An_unknown_user_has_an_empty_tail()
    {
        await using var store = new TestStore();
        var tail = await store.Events.ReadTail("nobody", 5, Cancellation);
        Assert.Equal(0, tail.NextSequence);
        Assert.Empty(tail.Events);
    }

    [Fact]
    public async Task Seen_items_are_the_distinct_items_of_the_newest_events()
    {
        await using var store = new TestStore();
        await store.Events.Append("ann", 0, [Event("a", 9), Event("b", 4), Event("c", 5), Event("d", 4)], Cancellation);

        Assert.Equal([4, 5], (await store.Events.ReadSeenItems("ann", 3, Cancellation)).Order());
    }

    [Fact]
    public async Task Counts_are_of_the_whole_log_and_name_no_item_without_events()
    {
        await using var store = new TestStore();
        await store.Events.Append("ann", 0, [Event("a", 4), Event("b", 1)], Cancellation);
        await store.Events.Append("bob", 0, [Event("a", 4)], Cancellation);

        var counts = await store.Events.CountByItem(Cancellation).ToListAsync(Cancellation);

        Assert.Equal([KeyValuePair.Create(1, 1L), KeyValuePair.Create(4, 2L)], counts);
    }

    [Fact]
    public async Task A_visit_shows_the_events_of_that_moment_and_later_whatever_their_order_of_arrival()
    {
        await using var store = new TestStore();
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await store.Events.Append("ann", 0, [new("a", 4, noon.AddTicks(-1)), new("b", 5, noon.AddDays(1))], Cancellation);
        await store.Events.Append("bob", 0, [new("a", 6, noon.ToOffset(TimeSpan.FromHours(3)))], Cancellation);

        var visited = new List<(int, DateTimeOffset)>();
        await store.Events.VisitSince(noon, (item, time) => visited.Add((item, time)), Cancellation);

        Assert.Equal([(5, noon.AddDays(1)), (6, noon)], visited.Order());
    }

    [Fact]
    public async Task The_same_offset_gives_the_same_sequences_while_the_log_grows()
    {
        await using var store = new TestStore();
        await store.Events.Append("bob", 0, [Event("a", 1), Event("b", 2)], Cancellation);
        await store.Events.Append("ann", 0, [Event("a", 3)], Cancellation);
        var offset = await store.Events.GetOffset(Cancellation);
        var before = await Sequences(store, offset);

        await store.Events.Append("ann", 1, [Event("b", 4)], Cancellation);
        await store.Events.Append("aaron", 0, [Event("a", 5)], Cancellation);
        await store.Reopen();

        Assert.Equal(["ann: 3", "bob: 1 2"], before);
        Assert.Equal(before, await Sequences(store, offset));
        Assert.Equal(["aaron: 5", "ann: 3 4", "bob: 1 2"], await Sequences(store, 5));
        Assert.Equal(["bob: 1"], await Sequences(store, 1));
        Assert.Empty(await Sequences(store, 0));
    }

    [Fact]
    public async Task A_snapshot_that_is_being_read_does_not_see_what_is_appended_meanwhile()
    {
        await using var store = new TestStore();
        const int users = 5;
        for (var u = 0; u < users; u++)
        {
            // Together more than two pages, with users that span a page's end.
            for (var n = 0; n < 5000; n += 1000)
                await store.Events.Append($"user{u}", n, Many(n, 1000), Cancellation);
        }

        var offset = await store.Events.GetOffset(Cancellation);
        var read = new List<UserSequence>();
        await foreach (var sequence in store.Events.ReadSequences(offset, Cancellation))
        {
            read.Add(sequence);
            await store.Events.Append($"user{users - 1}", 5000 + read.Count - 1, [Event($"late{read.Count}", 99)], Cancellation);
            await store.Events.Append($"zoe{read.Count}", 0, [Event("a", 99)], Cancellation);
        }

        Assert.Equal(users, read.Count);
        Assert.All(read, static s => Assert.Equal(Enumerable.Range(0, 5000), s.Items));
    }

    [Fact]
    public async Task An_offset_beyond_the_log_is_refused_with_both_values()
    {
        await using var store = new TestStore();
        await store.Events.Append("ann", 0, [Event("a")], Cancellation);

        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Sequences(store, 2));

        Assert.Contains("The log has 1 events", error.Message, StringComparison.Ordinal);
    }

    // A lone surrogate does not survive in an attribute of C#.
    public static TheoryData<string> UnstorableText => ["", "a\0b", new string((char)0xD800, 1)];

    [Theory, MemberData(nameof(UnstorableText), DisableDiscoveryEnumeration = true)]
    public async Task Text_that_would_come_back_as_other_text_is_refused(string id)
    {
        await using var store = new TestStore();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.Events.Append(id, 0, [Event("a")], Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.Events.Append("ann", 0, [Event(id)], Cancellation));
    }

    [Fact]
    public async Task Ids_are_bounded_in_bytes_of_UTF8()
    {
        await using var store = new TestStore();
        await store.Events.Append(new string('é', Limits.IdBytesMax / 2), 0, [Event("a")], Cancellation);
        await Assert.ThrowsAsync<ArgumentException>(
            () => store.Events.Append(new string('é', (Limits.IdBytesMax / 2) + 1), 0, [Event("a")], Cancellation));
    }

    private static NewEvent Event(string id, int item = 0) => new(id, item, _time);

    private static NewEvent[] Many(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static n => Event($"e{n}", n))];

    private static async Task<List<string>> Sequences(TestStore store, long offset) =>
        await store.Events.ReadSequences(offset, Cancellation)
            .Select(static s => $"{s.UserId}: {string.Join(' ', s.Items)}")
            .ToListAsync(Cancellation);
}
