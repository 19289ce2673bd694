using S3Rec.Model.Ranking;

namespace S3Rec.Model.Tests.Ranking;

public sealed class SimilarTests
{
    private readonly SmallModel _model = new();

    public static TheoryData<string> Rankers => ["cpu", "torch"];

    [Theory, MemberData(nameof(Rankers))]
    public void A_known_item_has_the_known_items_by_the_cosine_of_their_embeddings(string kind)
    {
        using var ranker = _model.Ranker(kind, blend: null);

        var list = Similar(ranker, new SimilarQuery(9, [4, 80], 1000));

        (int Row, double Cosine)[] expected = [.. Enumerable.Range(1, SmallModel.ItemCount).Except([4, 9, 80])
            .Select(row => (row, Cosine(_model.Embedding(9), _model.Embedding(row)))).OrderByDescending(static item => item.Item2)];
        Assert.Equal(expected.Select(static item => item.Row), list.Rows);
        Assert.All(expected.Zip(list.Scores), static item => Assert.Equal(item.First.Cosine, item.Second, 1e-5));
        Assert.Equal(list.Rows[..7], Similar(ranker, new SimilarQuery(9, [4, 80], 7)).Rows);
    }

    [Theory, MemberData(nameof(Rankers))]
    public void A_cold_item_has_known_and_cold_items_by_the_cosine_of_their_attributes(string kind)
    {
        using var ranker = _model.Ranker(kind);
        var seed = SmallModel.FirstColdRow + 10;

        var list = Similar(ranker, new SimilarQuery(seed, [], 1000) { Cold = _model.Cold });

        var expected = Enumerable.Range(1, SmallModel.ItemCount).Concat(ColdRows()).Where(row => row != seed)
            .Select(row => (Row: row, Cosine: AttributeCosine(seed, row))).Where(static item => item.Cosine > 0)
            .OrderByDescending(static item => item.Cosine).ThenBy(static item => item.Row).ToArray();
        Assert.Equal(expected.Select(static item => item.Row), list.Rows);
        Assert.Equal(expected.Select(static item => item.Cosine), list.Scores);
        Assert.Contains(list.Rows, static row => row < SmallModel.FirstColdRow);
        Assert.Contains(list.Rows, static row => row > SmallModel.FirstColdRow);
        Assert.Equal(list.Rows[..7], Similar(ranker, new SimilarQuery(seed, [], 7) { Cold = _model.Cold }).Rows);
    }

    [Theory, MemberData(nameof(Rankers))]
    public void Cold_items_follow_the_last_known_one_of_a_known_items_list(string kind)
    {
        using var ranker = _model.Ranker(kind);
        int[] only = [3, 9, 20, .. ColdRows()];

        var list = Similar(ranker, new SimilarQuery(9, [], 1000) { Cold = _model.Cold, Only = only });
        var coldOnly = Similar(ranker, new SimilarQuery(9, [], 1000) { Cold = _model.Cold, Only = [.. ColdRows()] });

        Assert.Equal([3, 20], list.Rows[..2].Order());
        Assert.Equal(coldOnly.Rows, list.Rows[2..]);
        Assert.Equal(
            ColdRows().Where(row => AttributeCosine(9, row) > 0).OrderByDescending(row => AttributeCosine(9, row)).ThenBy(static row => row),
            coldOnly.Rows);
    }

    [Theory, MemberData(nameof(Rankers))]
    public void Without_attributes_nothing_is_like_a_cold_item(string kind)
    {
        using var network = _model.Ranker(kind, blend: null);
        using var ranker = _model.Ranker(kind);

        Assert.Empty(Similar(network, new SimilarQuery(SmallModel.FirstColdRow + 10, [], 5) { Cold = _model.Cold }).Rows);
        Assert.Empty(Similar(ranker, new SimilarQuery(SmallModel.FirstColdRow, [], 5) { Cold = _model.Cold }).Rows); // it has none
        Assert.Empty(Similar(ranker, new SimilarQuery(SmallModel.FirstColdRow + 1, [], 5) { Cold = _model.Cold }).Rows); // what all have
    }

    [Theory, MemberData(nameof(Rankers))]
    public void A_row_that_is_no_item_is_refused(string kind)
    {
        using var ranker = _model.Ranker(kind);

        foreach (var row in (int[])[0, SmallModel.ItemCount + 1, SmallModel.FirstColdRow + 50])
        {
            var error = Assert.Throws<ArgumentException>(() => Similar(ranker, new SimilarQuery(row, [], 5) { Cold = _model.Cold }));
            Assert.Contains($"Row {row} is no item; items have the rows 1 to 700, and the 50 cold ones those from 702.", error.Message);
        }
    }

    public static double Cosine(float[] a, float[] b)
    {
        double Product(float[] x, float[] y) => x.Zip(y, static (p, q) => (double)p * q).Sum();
        return Product(a, b) / Math.Sqrt(Product(a, a) * Product(b, b));
    }

    private static RankedList Similar(IRanker ranker, SimilarQuery query)
    {
        var lists = new RankedList[1];
        ranker.Similar([query], lists);
        return lists[0];
    }

    private IEnumerable<int> ColdRows() => Enumerable.Range(SmallModel.FirstColdRow, _model.Cold.Count);

    private float AttributeCosine(int a, int b) =>
        _model.Attributes.Cosine(_model.Attributes.AttributesOf(a, _model.Cold), _model.Attributes.AttributesOf(b, _model.Cold));
}
