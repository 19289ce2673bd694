using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Evaluation;

/// <summary>What lists are like, whatever their users took. V items. A model that knows nothing of a history gives a list without items.</summary>
public static class ListMetrics
{
    /// <summary>Catalogue coverage: the share of the V items that stand in at least one list, in [0, 1]. Ge, Delgado-Battenfeld and
    /// Jannach, "Beyond accuracy", RecSys 2010, section 3.</summary>
    public static double Coverage(IReadOnlyList<ReadOnlyMemory<int>> lists, int itemCount) =>
        Exposures(lists, itemCount).Count(static e => e > 0) / (double)itemCount;

    /// <summary>Gini index of exposure: Σ (2i − V − 1)·e(i) / (V·Σ e(i)), e(1) ≤ … ≤ e(V) being how many lists an item stands in. 0 when
    /// all items are shown alike, or none is; (V − 1)/V when one is shown alone. Fleder and Hosanagar, "Blockbuster culture's next rise or fall",
    /// Management Science 55(5), 2009.</summary>
    public static double Gini(IReadOnlyList<ReadOnlyMemory<int>> lists, int itemCount)
    {
        var exposures = Exposures(lists, itemCount);
        Array.Sort(exposures);
        var weighted = 0.0;
        for (var i = 0; i < itemCount; i++) weighted += ((2.0 * (i + 1)) - itemCount - 1) * exposures[i];
        var shown = exposures.Sum();
        return shown == 0 ? 0 : weighted / ((double)itemCount * shown);
    }

    /// <summary>Mean popularity: the mean number of known interactions of the items of a list; 0 of a list without items. Yin et al., "Challenging the long tail
    /// recommendation", VLDB 2012, section 5.2.</summary>
    public static double MeanPopularity(ReadOnlySpan<int> list, Popularity popularity)
    {
        var sum = 0.0;
        foreach (var row in list) sum += popularity.Counts[row];
        return list.IsEmpty ? 0 : sum / list.Length;
    }

    /// <summary>Novelty: the mean self-information −log₂ p(i) of the items of a list, in bits, 0 of a list without items, with p(i) = (n(i) + 1) / (N + V), n(i) of N
    /// known interactions being with the item; the added ones keep it finite for items never taken. Zhou et al., "Solving the apparent
    /// diversity-accuracy dilemma", PNAS 107(10), 2010; p(i) as in Castells, Hurley and Vargas, Recommender Systems Handbook, 2015,
    /// section 26.3.2.</summary>
    public static double Novelty(ReadOnlySpan<int> list, Popularity popularity)
    {
        var all = (double)(popularity.Total + popularity.ItemCount);
        var bits = 0.0;
        foreach (var row in list) bits -= Math.Log2((popularity.Counts[row] + 1) / all);
        return list.IsEmpty ? 0 : bits / list.Length;
    }

    private static long[] Exposures(IReadOnlyList<ReadOnlyMemory<int>> lists, int itemCount)
    {
        var exposures = new long[itemCount + 1];
        foreach (var list in lists)
        {
            foreach (var row in list.Span) exposures[row]++;
        }

        return exposures[1..];
    }
}
