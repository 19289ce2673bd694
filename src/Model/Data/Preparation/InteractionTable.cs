namespace S3Rec.Model.Data.Preparation;

/// <summary>Interactions in memory: 16 bytes each, and each id once. Rows count from 0 in the order of first
/// appearance.</summary>
internal sealed class InteractionTable
{
    private readonly List<RowInteraction> _interactions = [];
    private readonly Rows _users = new();
    private readonly Rows _items = new();

    public long Count => _interactions.Count;

    public int UserCount => _users.Ids.Count;

    public int ItemCount => _items.Ids.Count;

    public static InteractionTable Read(IEnumerable<TimedInteraction> interactions)
    {
        var table = new InteractionTable();
        foreach (var (user, item, timeMs) in interactions)
            table._interactions.Add(new RowInteraction(table._users.Of(user), table._items.Of(item), timeMs));
        return table;
    }

    public string User(int row) => _users.Ids[row];

    public string Item(int row) => _items.Ids[row];

    /// <summary>All interactions, users in the order of their first appearance, each user's by time; at the same time the order
    /// of the input decides.</summary>
    public IEnumerable<RowInteraction> InOrder(Repeats repeats)
    {
        IEnumerable<RowInteraction> ordered = _interactions
            .OrderBy(static interaction => interaction.User)
            .ThenBy(static interaction => interaction.TimeMs);
        return repeats == Repeats.Keep ? ordered : ordered.DistinctBy(static interaction => (interaction.User, interaction.Item));
    }

    private sealed class Rows
    {
        private readonly Dictionary<string, int> _rowOfId = new(StringComparer.Ordinal);

        public List<string> Ids { get; } = [];

        public int Of(string id)
        {
            if (!_rowOfId.TryGetValue(id, out var row))
            {
                _rowOfId.Add(id, row = Ids.Count);
                Ids.Add(id);
            }

            return row;
        }
    }
}
