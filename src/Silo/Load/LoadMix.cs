namespace S3Rec.Silo.Load;

/// <summary>One request of the load.</summary>
/// <param name="User">The index of its user.</param>
/// <param name="Item">The item to record before the list is asked for; null to ask only.</param>
internal readonly record struct LoadRequest(int User, string? Item);

/// <summary>Who asks, and what they take: users evenly, each taking the first item of the last list they were shown, which must
/// then be gone from the next; one that has seen no list takes an item as often as all users took it. Thread-safe.</summary>
internal sealed class LoadMix(IReadOnlyList<string> users, IReadOnlyList<string> taken, double recordShare, int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly string?[] _offered = new string?[users.Count];

    public IReadOnlyList<string> Users => users;

    public string UserId(int user) => users[user];

    public LoadRequest Next()
    {
        lock (_lock)
        {
            var user = _random.Next(users.Count);
            if (recordShare == 0 || _random.NextDouble() >= recordShare)
                return new LoadRequest(user, null);
            var item = _offered[user] ?? taken[_random.Next(taken.Count)];
            _offered[user] = null;
            return new LoadRequest(user, item);
        }
    }

    /// <summary>A user was shown a list that begins with this item.</summary>
    public void Offer(int user, string item)
    {
        if (recordShare == 0)
            return;
        lock (_lock)
            _offered[user] = item;
    }
}
