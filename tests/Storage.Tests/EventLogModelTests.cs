using CsCheck;

namespace S3Rec.Storage.Tests;

/// <summary>Random appends against a simple account of what a log must do.</summary>
public sealed class EventLogModelTests
{
    private static readonly Gen<Request> _request = Gen.Select(
        Gen.Int[0, 2], Gen.Int[-1, 1], Gen.Int[0, 9].Array[1, 4], static (user, drift, ids) => new Request(user, drift, ids));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appends_in_a_row_do_what_the_account_does()
    {
        await _request.Array[1, 30].SampleAsync(
            async requests =>
            {
                await using var store = new TestStore();
                var account = new Account();
                foreach (var request in requests)
                {
                    var expected = Math.Max(0, account.Next(request.User) + request.Drift);
                    var promised = account.Append(request.User, expected, request.Ids);
                    if (promised is null)
                        await Assert.ThrowsAsync<SequenceConflictException>(() => Append(store, request.User, expected, request.Ids));
                    else
                        Assert.Equal(promised, await Append(store, request.User, expected, request.Ids));
                }

                await store.Reopen();
                for (var user = 0; user < 3; user++)
                    Assert.Equal(account.Ids(user), await StoredIds(store, user));
                Assert.Equal(account.Count, await store.Events.GetOffset(Cancellation));
            },
            iter: 30,
            threads: 1);
    }

    [Fact]
    public async Task Concurrent_writers_of_the_same_users_lose_and_double_nothing()
    {
        await _request.Array[8].Array[4].SampleAsync(
            async writers =>
            {
                // A small batch bound makes requests of one user meet within a batch and across batches.
                await using var store = new TestStore(static o => o.BatchRowCountMax = 6);
                var receipts = await Task.WhenAll(writers.Select(requests => Task.Run(() => Write(store, requests))));

                for (var user = 0; user < 3; user++)
                {
                    var stored = await StoredIds(store, user);
                    var sent = receipts.SelectMany(static r => r).Where(r => r.User == user).ToList();
                    Assert.Equal(sent.Select(static r => r.EventId).Distinct().Order(), stored.Order());
                    Assert.All(sent, receipt => Assert.Equal(receipt.EventId, stored[(int)receipt.Appended.Sequence]));
                    Assert.Equal(stored.Count, sent.Count(static r => !r.Appended.IsDuplicate));
                }
            },
            iter: 20,
            threads: 1);
    }

    /// <summary>What a user grain does: append at the sequence believed, read again on a conflict, and retry.</summary>
    private static async Task<List<Receipt>> Write(TestStore store, Request[] requests)
    {
        var receipts = new List<Receipt>();
        var believed = new long[3];
        foreach (var request in requests)
        {
            while (true)
            {
                try
                {
                    var appended = await Append(store, request.User, believed[request.User], request.Ids);
                    believed[request.User] += appended.Count(static a => !a.IsDuplicate);
                    receipts.AddRange(request.Ids.Zip(appended, (id, a) => new Receipt(request.User, $"e{id}", a)));
                    break;
                }
                catch (SequenceConflictException)
                {
                    believed[request.User] = (await store.Events.ReadTail($"user{request.User}", 0, Cancellation)).NextSequence;
                }
            }
        }

        return receipts;
    }

    private static Task<IReadOnlyList<AppendedEvent>> Append(TestStore store, int user, long expected, int[] ids) =>
        store.Events.Append(
            $"user{user}", expected, [.. ids.Select(static id => new NewEvent($"e{id}", id, DateTimeOffset.UnixEpoch))], Cancellation);

    private static async Task<List<string>> StoredIds(TestStore store, int user)
    {
        var tail = await store.Events.ReadTail($"user{user}", 1000, Cancellation);
        Assert.Equal(Enumerable.Range(0, tail.Events.Count).Select(static n => (long)n), tail.Events.Select(static e => e.Sequence));
        Assert.Equal(tail.Events.Count, tail.NextSequence);
        return [.. tail.Events.Select(static e => e.EventId)];
    }

    private sealed record Request(int User, int Drift, int[] Ids);

    private sealed record Receipt(int User, string EventId, AppendedEvent Appended);

    private sealed class Account
    {
        private readonly List<string>[] _users = [[], [], []];

        public int Count => _users.Sum(static u => u.Count);

        public int Next(int user) => _users[user].Count;

        public List<string> Ids(int user) => _users[user];

        /// <summary>Null when the account refuses the sequence.</summary>
        public List<AppendedEvent>? Append(int user, long expected, int[] ids)
        {
            var events = _users[user];
            if (expected != events.Count)
                return null;
            var appended = new List<AppendedEvent>();
            foreach (var id in ids)
            {
                var known = events.IndexOf($"e{id}");
                if (known < 0)
                    events.Add($"e{id}");
                appended.Add(known < 0 ? new AppendedEvent(events.Count - 1, false) : new AppendedEvent(known, true));
            }

            return appended;
        }
    }
}
