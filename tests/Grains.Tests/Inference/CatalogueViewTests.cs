using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Grains.Tests.Fakes;
using S3Rec.Model.Data;
using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Inference;

/// <summary>A model that knows i4, i0 and i2 as rows 1 to 3 and the attributes "wool" and "old" as rows 1 and 2; its first cold row
/// is 5.</summary>
public sealed class CatalogueViewTests : IAsyncLifetime
{
    private readonly TestStore _store = new();
    private ModelItems _items = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Put(
            new("i0", ["wool"]), new("i1", ["red", "wool"]), new("i2", ["wool", "red"]), new("i3", ["red"]), new("i4", []), new("i5", []));
        _items = new(new Vocabulary(["i4", "i0", "i2"], ["wool", "old"]), [0, 4, 0, 2], _store.Catalogue);
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Excluded_rows_ascend_whatever_the_order_of_the_vocabulary()
    {
        var query = _items.View().ToQuery(new RankRequest([2, 1, 4, 99], Exclude: [0, 1, 2, 4, 5], Count: 3))!;

        Assert.Equal([3, 1], query.History);
        Assert.Equal([1, 2, 3, 5], query.Exclude); // i4, i0, i2, and i1 as the first cold one
    }

    [Fact]
    public void Only_items_that_share_an_attribute_with_the_model_are_cold()
    {
        var query = _items.View().ToQuery(new RankRequest([0], [], Count: 3))!;

        Assert.Equal((1, 2), (query.Cold!.Count, query.Cold.AttributeCount)); // i1 has wool; the model knows nothing of red
        var reply = _items.View().ToReply(7, new([2, 5, 3], [3f, 2f, 1f]));
        Assert.Equal([0, 1, 2], reply.Items);
        Assert.Equal([1], reply.ColdPlaces);
    }

    [Fact]
    public async Task A_cold_item_takes_part_from_the_moment_it_is_put_and_a_known_one_stays_known()
    {
        await Put(new("i3", ["wool"]), new("new", ["wool"]), new("i0", ["old"]));

        Assert.Equal(3, _items.View().ToQuery(new RankRequest([0], [], Count: 3))!.Cold!.Count);
        Assert.Equal([1, 3, 6], _items.View().ToReply(7, new([5, 6, 7], [3f, 2f, 1f])).Items);
    }

    [Fact]
    public async Task What_is_not_available_is_excluded_until_it_is_again()
    {
        var request = new RankRequest([0], Exclude: [0], Count: 3);
        await Put(new("i4", null, false), new("i1", null, false), new("i5", null, false));
        Assert.Equal([1, 2, 5], _items.View().ToQuery(request)!.Exclude);

        await Put(new CatalogueItem("i4", null, true));
        Assert.Equal([2, 5], _items.View().ToQuery(request)!.Exclude);
    }

    [Fact]
    public void Demands_become_rows_and_demands_that_no_row_meets_leave_no_question()
    {
        var wool = Attribute("wool");
        var view = _items.View();

        Assert.Equal([2, 3, 5], view.ToQuery(new RankRequest([0], [], Count: 3) { Attributes = [wool] })!.Only!);
        Assert.Equal([3, 5], view.ToQuery(new RankRequest([0], [], Count: 3) { Attributes = [wool], Allow = [1, 2, 3] })!.Only!);
        Assert.Null(view.ToQuery(new RankRequest([0], [], Count: 3) { Allow = [3, 5] }));
        Assert.Null(view.ToQuery(new RankRequest([1], [], Count: 3)));
    }

    [Fact]
    public void The_like_of_an_item_is_asked_by_its_row_or_by_its_attributes_or_not_at_all()
    {
        var view = _items.View();

        Assert.Equal(3, view.ToQuery(new SimilarRequest(2, 1, default))!.Row);
        Assert.Equal(5, view.ToQuery(new SimilarRequest(1, 1, default))!.Row);
        Assert.Null(view.ToQuery(new SimilarRequest(3, 1, default)));
    }

    [Fact]
    public void Reasons_are_what_carried_most_each_item_once_with_the_attributes_most_of_them_share()
    {
        // The explanation is of the last four of five: i0, i2, i4, i0.
        var explanation = new Model.Ranking.Explanation(
            [9f], [[1f, -1f, 2f, 3f]], [[[1], [1], [2, 1], []]]);

        var reason = Assert.Single(_items.View().ToReasons([3, 2, 3, 1, 2], explanation));

        Assert.Equal([0, 4], reason.Items);
        Assert.Equal([3f, 2f], reason.Contributions);
        Assert.Equal([Attribute("wool")], reason.Attributes); // the catalogue does not know "old"
    }

    private int Attribute(string text) => _store.Catalogue.TryGetAttribute(text, out var attribute) ? attribute : -1;

    private Task Put(params CatalogueItem[] items) => _store.Catalogue.PutItems(items, Token);
}
