using S3Rec.Model.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Ranking;

/// <summary>The exact top-k of filtered scores on a device. B queries, V items, K longest list.</summary>
internal static class TorchTopK
{
    /// <summary>Finds the list of each query, best first, ties by the lower row. Inside a dispose scope.</summary>
    /// <param name="scores">(B, V + 2); overwritten.</param>
    /// <param name="notItems">(2): the rows of padding and mask.</param>
    /// <param name="filters">(B): rows that must not appear and, unless null, those that alone may; ascending. Cold rows are
    /// passed over.</param>
    /// <param name="counts">(B): items wanted.</param>
    /// <param name="itemCount">V.</param>
    public static RankedList[] Find(
        Tensor scores, Tensor notItems, (int[] Exclude, int[]? Only)[] filters, int[] counts, int itemCount)
    {
        Filter(scores, notItems, filters);
        counts = [.. counts.Zip(filters, (count, filter) => Math.Min(count, new RowFilter(filter.Exclude, filter.Only).CountKnown(itemCount)))];
        var longest = Math.Max(1, counts.Max());
        var (best, bestRows) = scores.topk(longest, 1, largest: true, sorted: true);    // (B, K) both
        var atLeastLast = scores.ge(best.narrow(1, longest - 1, 1)).sum(1);             // (B)

        var bestOnHost = best.cpu().data<float>().ToArray().Chunk(longest).ToArray();
        var rowsOnHost = bestRows.cpu().data<long>().ToArray().Chunk(longest).ToArray();
        var atLeastOnHost = atLeastLast.cpu().data<long>().ToArray();
        var lists = new RankedList[counts.Length];
        for (var i = 0; i < lists.Length; i++)
        {
            if (float.IsNaN(bestOnHost[i][0])) throw NotANumber.OfItem((int)rowsOnHost[i][0], float.NaN); // topk puts NaN first

            var last = bestOnHost[i][^1];
            // topk picks any of the rows that tie for the last place; then all of them are needed to find the lowest.
            var tied = atLeastOnHost[i] > longest && last > float.NegativeInfinity;
            lists[i] = tied ? List(AtLeast(scores[i], last), counts[i]) : List(rowsOnHost[i].Zip(bestOnHost[i]), counts[i]);
        }

        return lists;
    }

    /// <summary>Gives −∞ to what may not appear.</summary>
    private static void Filter(Tensor scores, Tensor notItems, (int[] Exclude, int[]? Only)[] filters)
    {
        var rowCount = (int)scores.shape[1];
        var (places, excluded) = (new List<long>(), new List<long>());
        for (var i = 0; i < filters.Length; i++)
        {
            if (filters[i].Only is { } only) Keep(scores[i], [.. only.Where(row => row < rowCount).Select(static row => (long)row)]);
            foreach (var row in filters[i].Exclude.TakeWhile(row => row < rowCount))
            {
                places.Add(i);
                excluded.Add(row);
            }
        }

        scores.index_fill_(1, notItems, Numbers.Lowest);
        if (places.Count == 0) return;

        Tensor Index(List<long> index) => tensor(index.ToArray(), device: scores.device);
        scores.index_put_(Numbers.Lowest, [Index(places), Index(excluded)]);
    }

    private static void Keep(Tensor scores, long[] rows)
    {
        var index = tensor(rows, device: scores.device);
        var kept = scores.index_select(0, index);
        scores.fill_(Numbers.Lowest);
        scores.index_copy_(0, index, kept);
    }

    /// <summary>The rows of (V + 2) scores that are at least the bound.</summary>
    private static IEnumerable<(long Row, float Score)> AtLeast(Tensor scores, float bound)
    {
        using var number = bound.ToScalar();
        var rows = scores.ge(number).nonzero().squeeze(1);
        return rows.cpu().data<long>().ToArray().Zip(scores.index_select(0, rows).cpu().data<float>().ToArray());
    }

    private static RankedList List(IEnumerable<(long Row, float Score)> candidates, int count)
    {
        var list = candidates.OrderByDescending(static c => c.Score).ThenBy(static c => c.Row).Take(count).ToArray();
        foreach (var (row, score) in list)
        {
            if (!float.IsFinite(score)) throw NotANumber.OfItem((int)row, score);
        }

        return new RankedList(Array.ConvertAll(list, static c => (int)c.Row), Array.ConvertAll(list, static c => c.Score));
    }
}
