using S3Rec.Model.Data;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

public sealed class AmazonSourceTests : IDisposable
{
    private readonly RawFolder _raw = new();

    public void Dispose() => _raw.Dispose();

    [Fact]
    public void JSON_and_Python_lines_become_sequences_by_time()
    {
        var reviews = _raw.Gzip(
            "reviews.json.gz",
            """{"reviewerID": "ann", "asin": "B2", "overall": 5.0, "unixReviewTime": 1400000002, "text": "it's \"good\""}""",
            """{'reviewerID': 'bob', 'asin': 'B1', 'overall': 1.0, 'unixReviewTime': 1400000003, 'verified': True, 'x': None}""",
            "",
            """{"reviewerID": "ann", "asin": "B1", "overall": 3, "unixReviewTime": 1400000001}""");

        var result = _raw.Prepare(new AmazonSource { Reviews = reviews });

        Assert.Equal("ann B1 B2\nbob B1\n", _raw.Prepared("Shop.txt"));
        Assert.Equal("ann 1400000001 1400000002\nbob 1400000003\n", _raw.Prepared("Shop_times.txt"));
        Assert.False(File.Exists(Path.Combine(_raw.Out, "Shop_item2attributes.json")));
        Assert.Equal((3, 2, 2, 3), (result.InteractionsRead, result.Users, result.Items, result.Interactions));
        Assert.Empty(result.Unread);
    }

    [Fact]
    public void Categories_but_the_first_of_each_list_and_the_brand_are_attributes()
    {
        var metadata = _raw.Gzip(
            "meta.json.gz",
            """{'asin': 'B1', 'categories': [['Beauty', 'Hair Care', 'Shampoos'], ['Beauty', 'Hair Care']], 'brand': 'L\'Or'}""",
            """{'asin': 'B2', 'categories': [['Beauty']], 'brand': ''}""",
            """{'asin': 'B3', 'title': 'no categories', 'brand': None}""",
            """{'asin': 'B9', 'categories': [['Beauty', 'Not wanted']]}""",
            """{'asin': 'B4', 'categories': [['Beauty', ' Shampoos ']]}""");

        var result = _raw.Prepare(new AmazonSource { Reviews = Reviews("B1", "B2", "B3", "B4", "B5"), Metadata = metadata });

        Assert.Equal(
            """{"B1":["Hair Care","Shampoos","L'Or"],"B2":[],"B3":[],"B4":["Shampoos"],"B5":[]}""",
            _raw.Prepared("Shop_item2attributes.json"));
        Assert.Equal((3, 3), (result.Attributes, result.ItemsWithoutAttributes));
    }

    [Fact]
    public void Attributes_of_too_few_items_can_be_left_out()
    {
        var metadata = _raw.Write(
            "meta.json",
            """{"asin": "B1", "categories": [["", "a", "b"]]}""",
            """{"asin": "B2", "categories": [["", "a"], ["", "a"]]}""");

        _raw.Prepare(new AmazonSource { Reviews = Reviews("B1", "B2"), Metadata = metadata }, attributeItemsMin: 2);

        Assert.Equal("""{"B1":["a"],"B2":["a"]}""", _raw.Prepared("Shop_item2attributes.json"));
    }

    [Fact]
    public void Reviews_with_a_low_rating_can_be_left_out()
    {
        var reviews = _raw.Write("reviews.json", Review("ann", "B1", 3), Review("ann", "B2", 4));

        var result = _raw.Prepare(new AmazonSource { Reviews = reviews, RatingAbove = 3 });

        Assert.Equal("ann B2\n", _raw.Prepared("Shop.txt"));
        Assert.Empty(result.Unread);
    }

    [Theory]
    [InlineData("{\"user\": \"ann\"", "it is neither JSON (wrong at byte 15) nor a Python literal (',' is expected at byte 15)")]
    [InlineData("{\"a\": 1} {\"b\": 2}", "it is neither JSON (a value ends at byte 8 already)")]
    [InlineData("[1]", "it is Array, and not an object with fields")]
    [InlineData("{}", "there is no 'reviewerID'")]
    [InlineData("{'reviewerID': 7}", "'reviewerID' is not text")]
    [InlineData("{'reviewerID': ''}", "the id in 'reviewerID' is empty")]
    [InlineData("{\"reviewerID\": \"\\ud83d\"}", "'reviewerID' is not text")]
    [InlineData("{'reviewerID': 'a', 'asin': 'b'}", "there is no 'unixReviewTime'")]
    [InlineData("{'reviewerID': 'a', 'asin': 'b', 'unixReviewTime': 'noon'}", "'unixReviewTime' is 'noon'; a time is")]
    [InlineData("{'reviewerID': 'a', 'asin': 'b', 'unixReviewTime': 1, 'overall': '5'}", "'overall' is not a number")]
    public void A_line_that_cannot_be_read_is_left_out_and_named(string line, string reason)
    {
        var reviews = _raw.Write("reviews.json", Review("ann", "B1"), line, Review("ann", "B2"));

        var unread = Assert.Single(_raw.Prepare(new AmazonSource { Reviews = reviews }).Unread);

        Assert.Equal("ann B1 B2\n", _raw.Prepared("Shop.txt"));
        Assert.Equal((reviews, 1), (unread.Path, unread.Count));
        Assert.Equal(2, Assert.Single(unread.First).Number);
        Assert.StartsWith(reason, unread.First[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_not_UTF_8_is_left_out_and_named()
    {
        byte[] bad = [.. "{'reviewerID': '"u8, 0xFF, .. "'}\n"u8];
        var reviews = _raw.WriteBytes("reviews.json", [.. bad, .. System.Text.Encoding.UTF8.GetBytes(Review("ann", "B1"))]);

        var unread = Assert.Single(_raw.Prepare(new AmazonSource { Reviews = reviews }).Unread);

        Assert.Equal(new UnreadLine(1, "it has bytes that are not UTF-8"), Assert.Single(unread.First));
        Assert.Equal("ann B1\n", _raw.Prepared("Shop.txt"));
    }

    [Fact]
    public void All_unread_lines_are_counted_and_the_first_are_kept()
    {
        var reviews = _raw.Write("reviews.json", [.. Enumerable.Repeat("oops", 1000), Review("ann", "B1")]);

        var unread = Assert.Single(_raw.Prepare(new AmazonSource { Reviews = reviews }).Unread);

        Assert.Equal(1000, unread.Count);
        Assert.Equal(Enumerable.Range(1, SourceReading.UnreadLinesKept), unread.First.Select(static line => (int)line.Number));
    }

    [Theory]
    [InlineData("""{"asin": "B1", "categories": "Beauty"}""", "'categories' is not a list of a list of text")]
    [InlineData("""{"asin": "B1", "categories": ["Beauty", "Hair"]}""", "'categories' is not a list of a list of text")]
    [InlineData("""{"asin": "B1", "brand": 7}""", "'brand' is not text")]
    public void Metadata_of_another_shape_is_left_out_and_named(string line, string reason)
    {
        var metadata = _raw.Write("meta.json", line, """{"asin": "B2", "brand": "x"}""");

        var result = _raw.Prepare(new AmazonSource { Reviews = Reviews("B1", "B2"), Metadata = metadata });

        Assert.Equal(new UnreadLine(1, reason), Assert.Single(Assert.Single(result.Unread).First));
        Assert.Equal("""{"B1":[],"B2":["x"]}""", _raw.Prepared("Shop_item2attributes.json"));
    }

    [Fact]
    public void An_attribute_that_is_too_long_is_left_out_and_named()
    {
        var metadata = _raw.Write("meta.json", $$"""{"asin": "B1", "categories": [["", "{{new string('x', 300)}}", "short"]]}""");

        var result = _raw.Prepare(new AmazonSource { Reviews = Reviews("B1"), Metadata = metadata });

        var unread = Assert.Single(Assert.Single(result.Unread).First);
        Assert.StartsWith("an attribute has 300 bytes", unread.Reason, StringComparison.Ordinal);
        Assert.Equal("""{"B1":["short"]}""", _raw.Prepared("Shop_item2attributes.json"));
    }

    [Fact]
    public void An_item_with_more_attributes_than_a_file_can_hold_is_refused()
    {
        var names = string.Join(", ", Enumerable.Range(0, DataLimits.AttributesPerItemMax + 2).Select(static i => $"'{i}'"));
        var metadata = _raw.Write("meta.json", $$"""{'asin': 'B1', 'categories': [[{{names}}]]}""");

        var error = Assert.Throws<DataFormatException>(
            () => _raw.Prepare(new AmazonSource { Reviews = Reviews("B1"), Metadata = metadata }));

        Assert.Contains("Item 'B1' has 1001 attributes", error.Message, StringComparison.Ordinal);
    }

    private string Reviews(params string[] items) => _raw.Write("reviews.json", items.Select(static item => Review("ann", item)));

    private static string Review(string user, string item, double rating = 5) =>
        $$"""{"reviewerID": "{{user}}", "asin": "{{item}}", "overall": {{rating}}, "unixReviewTime": 1400000000}""";
}
