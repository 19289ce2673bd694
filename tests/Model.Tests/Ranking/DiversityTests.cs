using S3Rec.Model.Ranking;

namespace S3Rec.Model.Tests.Ranking;

public sealed class DiversityTests
{
    private static readonly int[] s_history = [5, 9, 2];

    private readonly SmallModel _model = new();

    [Theory]
    [InlineData("cpu", 0.3f)]
    [InlineData("cpu", 1f)]
    [InlineData("torch", 0.3f)]
    public void Each_item_has_the_greatest_marginal_relevance_of_the_pool(string kind, float diversity)
    {
        using var ranker = _model.Ranker(kind);
        var pool = SmallModel.Rank(ranker, Query(count: 50));

        var list = SmallModel.Rank(ranker, Query(count: 10) with { Diversity = diversity });

        Assert.Equal(Chosen(pool, 10, diversity), list.Rows);
        Assert.All(list.Rows.Zip(list.Scores), item => Assert.Equal(pool.Scores[Array.IndexOf(pool.Rows, item.First)], item.Second));
        Assert.NotEqual(pool.Rows[..10], list.Rows);
    }

    [Fact]
    public void A_diverse_list_is_as_long_as_the_items_that_qualify()
    {
        using var ranker = _model.Ranker("cpu");
        var only = new RankQuery(s_history, [7], 20) { Only = [4, 7, 30, 31], Diversity = 0.5f };

        Assert.Equal([4, 30, 31], SmallModel.Rank(ranker, only).Rows.Order());
        Assert.Equal(600, SmallModel.Rank(ranker, Query(count: 600) with { Diversity = 0.5f }).Rows.Distinct().Count());
    }

    private RankQuery Query(int count) => new(s_history, [2, 5, 9], count) { Cold = _model.Cold };

    /// <summary>The definition, word for word, in double precision.</summary>
    private int[] Chosen(RankedList pool, int count, float diversity)
    {
        var (worst, best) = (pool.Scores[^1], pool.Scores[0]);
        var left = pool.Rows.Zip(pool.Scores.Select(score => (double)(score - worst) / (best - worst))).ToList();
        var chosen = new List<int> { left[0].First };
        left.RemoveAt(0);
        while (chosen.Count < count)
        {
            var next = left.MaxBy(item => ((1 - diversity) * item.Second) - (diversity * chosen.Max(row => Likeness(row, item.First))));
            left.Remove(next);
            chosen.Add(next.First);
        }

        return [.. chosen];
    }

    private double Likeness(int a, int b)
    {
        if (Math.Max(a, b) >= SmallModel.FirstColdRow)
            return _model.Attributes.Cosine(_model.Attributes.AttributesOf(a, _model.Cold), _model.Attributes.AttributesOf(b, _model.Cold));

        return SimilarTests.Cosine(_model.Embedding(a), _model.Embedding(b));
    }
}
