using S3Rec.Model.Ranking;

namespace S3Rec.Model.Tests.Ranking;

public sealed class TopKTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(7, 3)]
    [InlineData(100, 5)]
    [InlineData(100, 1000)]
    [InlineData(1000, 200)]
    public void The_list_is_that_of_a_full_sort_with_ties_by_row(int k, int distinctScores)
    {
        var random = new Random(6);
        float[] scores = [.. Enumerable.Range(0, 1000).Select(_ => (float)random.Next(distinctScores))];
        var best = new TopK();

        best.Begin(k);
        for (var row = 0; row < scores.Length; row++) best.Offer(row, scores[row]);
        var list = best.Finish();

        var expected = Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row]).ThenBy(row => row).Take(k).ToArray();
        Assert.Equal(expected, list.Rows);
        Assert.Equal(expected.Select(row => scores[row]), list.Scores);
    }

    [Fact]
    public void A_list_that_cannot_be_filled_is_an_error()
    {
        var best = new TopK();
        best.Begin(2);
        best.Offer(1, 0.5f);
        best.Offer(2, float.NegativeInfinity);

        Assert.Throws<NotFiniteNumberException>(() => best.Finish());
    }
}
