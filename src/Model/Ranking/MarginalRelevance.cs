using System.Numerics.Tensors;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Ranking;

/// <summary>Maximal marginal relevance, as <see cref="RankQuery.Diversity"/> says; of equals the one that scores higher. Below 1,000² / 2
/// likenesses of C products for a list of 1,000. Not thread-safe: it owns its scratch memory.</summary>
/// <param name="items">The embeddings.</param>
/// <param name="attributes">What compares cold items; null where there are none.</param>
internal sealed class MarginalRelevance(ItemTable items, AttributeSimilarity? attributes)
{
    private const int PoolPerItem = 5;
    private const int PoolMax = 1000;

    private float[] _vectors = []; // (P, C): embeddings of length 1
    private float[] _relevance = []; // (P)
    private float[] _likeness = []; // (P): the greatest to a chosen item

    /// <summary>The items from which a list is chosen, before it is known how many qualify.</summary>
    public static int PoolOf(RankQuery query) =>
        query.Diversity > 0 ? Math.Max(query.Count, (int)Math.Min(PoolMax, (long)PoolPerItem * query.Count)) : query.Count;

    /// <summary>Chooses a query's list from its pool, which is not used again.</summary>
    public RankedList Choose(RankQuery query, RankedList pool)
    {
        if (query.Diversity <= 0 || pool.Rows.Length < 2) return pool;

        Load(pool);
        var chosen = new RankedList(new int[Math.Min(query.Count, pool.Rows.Length)], new float[Math.Min(query.Count, pool.Rows.Length)]);
        var next = 0; // the best: nothing has been chosen that it could resemble
        for (var place = 0; ; place++)
        {
            (chosen.Rows[place], chosen.Scores[place]) = (pool.Rows[next], pool.Scores[next]);
            if (place == chosen.Rows.Length - 1) return chosen;

            _relevance[next] = float.NaN; // chosen: never above another
            next = Next(pool, next, query);
        }
    }

    private void Load(RankedList pool)
    {
        var (count, width) = (pool.Rows.Length, items.Width);
        if (_relevance.Length < count) (_relevance, _likeness, _vectors) = (new float[count], new float[count], new float[count * width]);

        var (worst, best) = (pool.Scores[^1], pool.Scores[0]);
        for (var i = 0; i < count; i++)
        {
            _relevance[i] = best > worst ? (pool.Scores[i] - worst) / (best - worst) : 0;
            _likeness[i] = float.NegativeInfinity;
            if (pool.Rows[i] < items.FirstColdRow) items.Normalise(pool.Rows[i], _vectors.AsSpan(i * width, width));
        }
    }

    /// <summary>Notes how like the item last chosen each other is, and returns the one to choose now.</summary>
    private int Next(RankedList pool, int last, RankQuery query)
    {
        var (next, greatest) = (-1, float.NegativeInfinity);
        for (var i = 0; i < pool.Rows.Length; i++)
        {
            if (float.IsNaN(_relevance[i])) continue;

            _likeness[i] = MathF.Max(_likeness[i], Likeness(pool, i, last, query.Cold));
            var marginal = ((1 - query.Diversity) * _relevance[i]) - (query.Diversity * _likeness[i]);
            if (marginal > greatest) (next, greatest) = (i, marginal);
        }

        return next;
    }

    private float Likeness(RankedList pool, int a, int b, ColdItems? cold)
    {
        var width = items.Width;
        if (pool.Rows[a] < items.FirstColdRow && pool.Rows[b] < items.FirstColdRow)
            return TensorPrimitives.Dot(_vectors.AsSpan(a * width, width), _vectors.AsSpan(b * width, width));

        return attributes!.Cosine(AttributesOf(pool.Rows[a]), AttributesOf(pool.Rows[b]));

        ReadOnlySpan<int> AttributesOf(int row) => attributes.AttributesOf(row, cold);
    }
}
