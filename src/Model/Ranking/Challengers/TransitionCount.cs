namespace S3Rec.Model.Ranking.Challengers;

/// <summary>Makes the matrix of <see cref="ItemTransitions"/>: every pair is written behind its first item, then each item's pairs are
/// sorted and those of the same second item become one.</summary>
internal static class TransitionCount
{
    public static SparseRows Similarities(IReadOnlyCollection<ReadOnlyMemory<int>> sequences, Popularity popularity)
    {
        var occurrences = popularity.Counts;
        var starts = PairStarts(sequences, occurrences.Length);
        var (seconds, weights) = (new int[starts[^1]], new double[starts[^1]]);
        var next = starts[..^1];
        ForEachPair(sequences, (first, second, distance) =>
        {
            (seconds[next[first]], weights[next[first]++]) = (second, 1.0 / distance);
            (seconds[next[second]], weights[next[second]++]) = (first, ItemTransitions.BackwardShare / distance);
        });

        var columns = new List<int>();
        var values = new List<float>();
        var merged = new int[starts.Length];
        for (var item = 0; item < occurrences.Length; item++)
        {
            Array.Sort(seconds, weights, starts[item], starts[item + 1] - starts[item]);
            for (var i = starts[item]; i < starts[item + 1];)
            {
                var (second, weight) = (seconds[i], 0.0);
                for (; i < starts[item + 1] && seconds[i] == second; i++) weight += weights[i];
                columns.Add(second);
                values.Add((float)(weight / Math.Sqrt((double)occurrences[item] * occurrences[second])));
            }

            merged[item + 1] = columns.Count;
        }

        return new SparseRows(merged, [.. columns], [.. values]);
    }

    private static int[] PairStarts(IReadOnlyCollection<ReadOnlyMemory<int>> sequences, int rowCount)
    {
        var starts = new int[rowCount + 1];
        ForEachPair(sequences, (first, second, _) =>
        {
            starts[first + 1]++;
            starts[second + 1]++;
        });
        for (var row = 0; row < rowCount; row++) starts[row + 1] = checked(starts[row + 1] + starts[row]);
        return starts;
    }

    private static void ForEachPair(IReadOnlyCollection<ReadOnlyMemory<int>> sequences, Action<int, int, int> take)
    {
        foreach (var sequence in sequences)
        {
            var items = sequence.Span;
            for (var at = 0; at < items.Length; at++)
            {
                for (var distance = 1; distance <= ItemTransitions.Window && at + distance < items.Length; distance++)
                {
                    if (items[at] != items[at + distance]) take(items[at], items[at + distance], distance);
                }
            }
        }
    }
}
