using S3Rec.Model.Checkpoints;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;
using TorchSharp;

namespace S3Rec.Model.Tests.Ranking;

/// <summary>The one comparison of the two rankers.</summary>
internal static class RankerParity
{
    private const double Tolerance = 1e-4;

    /// <summary>Asks both 300 random queries with filters and, where there is a blend, cold items: equal lengths, scores within 1e-4 place by
    /// place, rows equal but where scores that close trade places. Then the same of explanations and of similar items.</summary>
    public static void AssertAgree(NetworkOptions options, IReadOnlyDictionary<string, WeightTensor> weights, int seed, Blend? blend = null)
    {
        var packed = new CpuRankerWeights(options, weights).With(blend);
        var random = new Random(seed);
        var cold = blend is null ? null : RandomCold.Create(random, count: 60, blend.Attributes.AttributeCount);
        var queries = Queries(packed.ItemCount, options.MaxLength, cold, random);
        using var cpu = new CpuRanker(packed);
        using var libtorch = new TorchRanker(options, weights, torch.CPU, blend);
        var (expected, actual) = (new RankedList[queries.Length], new RankedList[queries.Length]);
        cpu.Rank(queries, expected);
        libtorch.Rank(queries, actual);
        for (var i = 0; i < queries.Length; i++) AssertClose(expected[i].Rows, expected[i].Scores, actual[i], Tolerance);

        SimilarQuery[] similar = [.. queries.Select((query, i) => new SimilarQuery(
            cold is not null && i % 3 == 0 ? packed.ItemCount + 2 + (i % cold.Count) : query.History[0], query.Exclude, query.Count)
        {
            Only = query.Only,
            Cold = cold,
        })];
        cpu.Similar(similar, expected);
        libtorch.Similar(similar, actual);
        for (var i = 0; i < queries.Length; i++) AssertClose(expected[i].Rows, expected[i].Scores, actual[i], Tolerance);

        ExplainQuery[] explained = [.. queries.Take(20).Select(query => new ExplainQuery(
            query.History, [1, packed.ItemCount, .. cold is null ? (int[])[] : [packed.ItemCount + 2, packed.ItemCount + 5]]) { Cold = cold })];
        AssertAgree(cpu, libtorch, explained);
    }

    private static void AssertAgree(CpuRanker one, TorchRanker other, ExplainQuery[] queries)
    {
        var (expected, actual) = (new Explanation[queries.Length], new Explanation[queries.Length]);
        one.Explain(queries, expected);
        other.Explain(queries, actual);
        foreach (var (a, b) in expected.Zip(actual))
        {
            Assert.Equal(a.SharedAttributes, b.SharedAttributes);
            Assert.Equal(a.Contributions.Select(static row => row.Length), b.Contributions.Select(static row => row.Length));
            Assert.All(a.Scores.Zip(b.Scores), static pair => Assert.Equal(pair.First, pair.Second, Tolerance));
            Assert.All(
                a.Contributions.SelectMany(static row => row).Zip(b.Contributions.SelectMany(static row => row)),
                static pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }

    /// <summary>A list against what it should be, where rows whose scores differ by less than the tolerance may trade
    /// places.</summary>
    public static void AssertClose(int[] rows, float[] scores, RankedList actual, double tolerance)
    {
        Assert.Equal(rows.Length, actual.Rows.Length);
        for (var place = 0; place < rows.Length; place++)
        {
            Assert.Equal(scores[place], actual.Scores[place], tolerance);
            if (rows[place] == actual.Rows[place]) continue;

            var elsewhere = Array.IndexOf(rows, actual.Rows[place]);
            var expected = elsewhere < 0 ? scores[^1] : scores[elsewhere]; // not in the list: it tied for the last place
            Assert.Equal(expected, actual.Scores[place], tolerance);
        }
    }

    private static RankQuery[] Queries(int itemCount, int length, ColdItems? cold, Random random)
    {
        return [.. Enumerable.Range(0, 300).Select(i =>
        {
            var history = Rows(random.Next(1, length + 4), itemCount);
            var last = itemCount + 1 + (cold?.Count ?? 0);
            int[] exclude = [.. history.Concat(Rows(random.Next(5), last)).Order()];
            return new RankQuery(history, exclude, random.Next(1, 40)) { Cold = cold, Only = Only(i % 3, last) };
        })];

        int[] Rows(int count, int last) => [.. Enumerable.Range(0, count).Select(_ => random.Next(1, last + 1))];

        int[]? Only(int kind, int last) => kind switch
        {
            0 => null,
            1 => [.. Rows(3, last).Distinct().Order()], // scored by themselves
            _ => [.. Enumerable.Range(1, last).Where(_ => random.Next(2) == 0)], // by the full pass
        };
    }
}
