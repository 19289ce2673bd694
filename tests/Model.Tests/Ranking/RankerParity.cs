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

    /// <summary>Ranks 300 random queries with both: equal lengths, scores within 1e-4 place by place, rows equal but where scores
    /// that close trade places.</summary>
    public static void AssertAgree(NetworkOptions options, IReadOnlyDictionary<string, WeightTensor> weights, int seed, Blend? blend = null)
    {
        var packed = new CpuRankerWeights(options, weights).With(blend);
        var queries = Queries(packed.ItemCount, options.MaxLength, new Random(seed));
        var (expected, actual) = (new RankedList[queries.Length], new RankedList[queries.Length]);
        using (var cpu = new CpuRanker(packed)) cpu.Rank(queries, expected);
        using (var libtorch = new TorchRanker(options, weights, torch.CPU, blend)) libtorch.Rank(queries, actual);

        for (var i = 0; i < queries.Length; i++) AssertClose(expected[i].Rows, expected[i].Scores, actual[i], Tolerance);
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

    private static RankQuery[] Queries(int itemCount, int length, Random random) => [.. Enumerable.Range(0, 300).Select(_ =>
    {
        int[] Rows(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(1, itemCount + 1))];
        var history = Rows(random.Next(1, length + 4));
        return new RankQuery(history, [.. history.Concat(Rows(random.Next(5))).Order()], random.Next(1, 40));
    })];
}
