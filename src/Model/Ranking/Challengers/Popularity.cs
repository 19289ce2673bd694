namespace S3Rec.Model.Ranking.Challengers;

/// <summary>How often each item was taken.</summary>
public sealed class Popularity
{
    private readonly int[] _counts; // (V + 1)

    private Popularity(int[] counts)
    {
        (_counts, Total) = (counts, counts.Sum(static count => (long)count));
        Order = [.. Enumerable.Range(1, ItemCount).OrderByDescending(row => counts[row]).ThenBy(Shuffled)];
    }

    /// <summary>V.</summary>
    public int ItemCount => _counts.Length - 1;

    /// <summary>Interactions of all items.</summary>
    public long Total { get; }

    /// <summary>Interactions by item row, 0 (padding) to V.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>Item rows, the most popular first; equally popular ones in an order that is fixed but means nothing. Their row would not
    /// do: data sets number items as they appear, so it tells of when, and to whom, an item was sold.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>Counts what may be learnt from.</summary>
    /// <param name="sequences">Item rows: training parts, never held-out items.</param>
    /// <param name="itemCount">V.</param>
    public static Popularity Count(IReadOnlyCollection<ReadOnlyMemory<int>> sequences, int itemCount)
    {
        var counts = new int[itemCount + 1];
        foreach (var sequence in sequences)
        {
            foreach (var item in sequence.Span) counts[item]++;
        }

        return new Popularity(counts);
    }

    /// <summary>A bijection of 32-bit numbers that leaves no order (the finaliser of MurmurHash3).</summary>
    private static uint Shuffled(int row)
    {
        var bits = (uint)row;
        bits = (bits ^ (bits >> 16)) * 0x85EBCA6B;
        bits = (bits ^ (bits >> 13)) * 0xC2B2AE35;
        return bits ^ (bits >> 16);
    }
}
