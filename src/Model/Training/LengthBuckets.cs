namespace S3Rec.Model.Training;

/// <summary>
/// Puts examples of similar length into one batch, so that a batch trimmed to its longest sequence holds little padding. Examples
/// are shuffled, sorted by length within pools of many batches, and the batches shuffled again: every epoch mixes anew.
/// </summary>
internal static class LengthBuckets
{
    /// <summary>Batches per pool at least: more means less padding and less mixing of lengths.</summary>
    private const int PoolBatches = 100;

    /// <summary>Batches of whatever length, as published: for comparison.</summary>
    /// <inheritdoc cref="ShuffleByCount"/>
    public static int[][] ShuffleAcrossLengths(ReadOnlySpan<int> lengths, int batchSize, Random random)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Length)];
        random.Shuffle(order);
        return [.. order.Chunk(batchSize)];
    }

    /// <summary>Batches of similar length and of the same number of examples, for a loss that is a sum over the batch.</summary>
    /// <param name="lengths">Each example's length; its index is the example's number.</param>
    /// <param name="batchSize">Examples per batch; the last of a pool may have fewer.</param>
    /// <param name="random">Decides the order.</param>
    /// <returns>Example numbers by batch; every example once.</returns>
    public static int[][] ShuffleByCount(ReadOnlySpan<int> lengths, int batchSize, Random random) =>
        Shuffle(lengths, batchSize, random, pool => pool.Chunk(batchSize));

    /// <summary>
    /// Batches of similar length and of about as many items, for a loss that is a mean over the batch's items: with as many examples
    /// instead, an item of a short sequence would count as often more as its batch holds fewer items.
    /// </summary>
    /// <inheritdoc cref="ShuffleByCount"/>
    /// <param name="batchSize">Examples per batch on average.</param>
    public static int[][] ShuffleByItems(ReadOnlySpan<int> lengths, int batchSize, Random random)
    {
        var keys = lengths.ToArray();
        var items = batchSize * (keys.Length == 0 ? 0 : keys.Average());
        return Shuffle(lengths, batchSize, random, pool => Cut(pool, keys, items));
    }

    private static int[][] Shuffle(ReadOnlySpan<int> lengths, int batchSize, Random random, Func<int[], IEnumerable<int[]>> cut)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Length)];
        random.Shuffle(order);
        var keys = lengths.ToArray();

        // Pools of about the same size: a last one of a few examples would be a batch of its own. The sort is stable, so that equal
        // lengths keep their shuffled order.
        var pools = Math.Max(1, order.Length / (batchSize * PoolBatches));
        int[][] batches = [.. order.Chunk(Math.Max(1, (order.Length + pools - 1) / pools))
            .SelectMany(pool => cut([.. pool.OrderBy(example => keys[example])]))];
        random.Shuffle(batches);
        return batches;
    }

    /// <summary>Cuts whenever enough items are together. What is left at the end joins the batch before it: a batch of a few items
    /// would weigh them as much as another all of its own.</summary>
    private static IEnumerable<int[]> Cut(int[] pool, int[] lengths, double itemsPerBatch)
    {
        var itemsLeft = pool.Sum(example => (long)lengths[example]);
        var (first, items) = (0, 0L);
        for (var next = 0; next < pool.Length; next++)
        {
            items += lengths[pool[next]];
            if (next < pool.Length - 1 && (items < itemsPerBatch || itemsLeft - items < itemsPerBatch)) continue;

            yield return pool[first..(next + 1)];
            itemsLeft -= items;
            (first, items) = (next + 1, 0);
        }
    }

    /// <summary>Deals the examples of a batch, which come in the order of their lengths, to as many parts or fewer: each gets long ones
    /// and short ones.</summary>
    public static int[][] Deal(int[] examples, int parts)
    {
        var count = Math.Min(parts, examples.Length);
        return [.. Enumerable.Range(0, count).Select(p => examples.Where((_, i) => i % count == p).ToArray())];
    }
}
