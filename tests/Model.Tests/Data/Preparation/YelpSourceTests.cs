using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

public sealed class YelpSourceTests : IDisposable
{
    private readonly RawFolder _raw = new();

    public void Dispose() => _raw.Dispose();

    [Fact]
    public void Reviews_of_the_range_stay_with_both_of_its_days()
    {
        var reviews = _raw.Write(
            "review.json",
            Review("ann", "late", "2020-01-01 00:00:00"),
            Review("ann", "last", "2019-12-31 23:59:59"),
            Review("ann", "first", "2019-01-01 00:00:00"),
            Review("ann", "early", "2018-12-31 23:59:59"));

        var result = _raw.Prepare(new YelpSource { Reviews = reviews, From = new(2019, 1, 1), To = new(2019, 12, 31) });

        Assert.Equal("ann first last\n", _raw.Prepared("Shop.txt"));
        Assert.Equal("ann 1546300800 1577836799\n", _raw.Prepared("Shop_times.txt"));
        Assert.Empty(result.Unread);
    }

    [Fact]
    public void Categories_are_separated_by_commas_and_may_be_absent()
    {
        var businesses = _raw.Write(
            "business.json",
            """{"business_id": "a", "categories": "Tacos, Food Trucks ,Tacos"}""",
            """{"business_id": "b", "categories": null}""",
            """{"business_id": "c"}""");
        var reviews = _raw.Write("review.json", "abc".Select(static item => Review("ann", $"{item}", "2019-01-01")));

        _raw.Prepare(new YelpSource { Reviews = reviews, Businesses = businesses });

        Assert.Equal("""{"a":["Tacos","Food Trucks"],"b":[],"c":[]}""", _raw.Prepared("Shop_item2attributes.json"));
    }

    private static string Review(string user, string item, string date) =>
        $$"""{"user_id": "{{user}}", "business_id": "{{item}}", "stars": 4.0, "date": "{{date}}"}""";
}
