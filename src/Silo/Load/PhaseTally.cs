namespace S3Rec.Silo.Load;

/// <summary>What became of the requests of one phase. Not thread-safe.</summary>
internal sealed class PhaseTally
{
    /// <summary>Lists that were asked for alone.</summary>
    public Latencies Lists { get; } = new();

    /// <summary>Interactions, until they were acknowledged.</summary>
    public Latencies Acknowledged { get; } = new();

    /// <summary>Interactions and the lists after them, until both were answered.</summary>
    public Latencies Pairs { get; } = new();

    public Latencies Refused { get; } = new();

    /// <summary>The lists again, from the moment they were sent: what the service took, without the wait for a free place.</summary>
    public Latencies ListsFromSending { get; } = new();

    /// <summary>The refusals again, from the moment they were sent.</summary>
    public Latencies RefusedFromSending { get; } = new();

    public Dictionary<string, long> RefusedByKind { get; } = [];

    public Dictionary<string, long> FailedByKind { get; } = [];

    /// <summary>Requests that found no free place within the patience.</summary>
    public long Unsent { get; set; }

    /// <summary>Lists with fewer items than were asked for.</summary>
    public long Short { get; set; }

    /// <summary>Joins another phase.</summary>
    public void Add(PhaseTally other)
    {
        Lists.Add(other.Lists);
        Acknowledged.Add(other.Acknowledged);
        Pairs.Add(other.Pairs);
        Refused.Add(other.Refused);
        ListsFromSending.Add(other.ListsFromSending);
        RefusedFromSending.Add(other.RefusedFromSending);
        foreach (var (mine, others) in ((Dictionary<string, long>, Dictionary<string, long>)[])
            [(RefusedByKind, other.RefusedByKind), (FailedByKind, other.FailedByKind)])
        {
            foreach (var (kind, count) in others)
                mine[kind] = mine.GetValueOrDefault(kind) + count;
        }

        Unsent += other.Unsent;
        Short += other.Short;
    }
}
