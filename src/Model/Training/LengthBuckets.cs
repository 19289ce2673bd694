namespace S3Rec.Model.Training;

/// <summary>
/// Puts examples of similar length into one batch, so that a batch trimmed to its longest sequence holds little padding. Examples
/// are shuffled, sorted by length within pools of many batches, and the batches shuffled again: every epoch mixes anew.
/// </summary>
internal static class LengthBuckets
{
    /// <summary>Batches per pool: more means less padding and less mixing of lengths.</summary>
    private const int PoolBatches = 100;

    /// <summary>Batches of whatever length, as published: for comparison.</summary>
    /// <inheritdoc cref="Shuffle"/>
    public static int[][] ShuffleAcrossLengths(ReadOnlySpan<int> lengths, int batchSize, Random random)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Length)];
        random.Shuffle(order);
        return [.. order.Chunk(batchSize)];
    }

    /// <summary>Batches of similar length.</summary>
    /// <param name="lengths">Each example's length; its index is the example's number.</param>
    /// <param name="batchSize">Examples per batch; the last of a pool may have fewer.</param>
    /// <param name="random">Decides the order.</param>
    /// <returns>Example numbers by batch; every example once.</returns>
    public static int[][] Shuffle(ReadOnlySpan<int> lengths, int batchSize, Random random)
    {
        var order = new int[lengths.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        random.Shuffle(order);
        var batches = new List<int[]>(order.Length / batchSize + 1);
        var keys = lengths.ToArray();
        foreach (var pool in order.Chunk(batchSize * PoolBatches))
        {
            // Stable, so that equal lengths keep their shuffled order.
            batches.AddRange(pool.OrderBy(example => keys[example]).Chunk(batchSize));
        }

        var shuffled = batches.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>Deals the examples of a batch, which come in the order of their lengths, to as many parts or fewer: each gets long ones
    /// and short ones.</summary>
    public static int[][] Deal(int[] examples, int parts)
    {
        var count = Math.Min(parts, examples.Length);
        return [.. Enumerable.Range(0, count).Select(p => examples.Where((_, i) => i % count == p).ToArray())];
    }
}
