using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

public sealed class LastFmSourceTests : IDisposable
{
    private static readonly string[] s_tagged =
    [
        "userID\tartistID\ttagID\ttimestamp",
        "2\t52\t13\t1238536800000",
        "2\t52\t15\t1238536700000",
        "2\t51\t13\t1238536750000",
        "3\t52\t15\t-428720400000",
    ];

    private readonly RawFolder _raw = new();

    public void Dispose() => _raw.Dispose();

    [Fact]
    public void An_artist_counts_once_per_user_at_the_earliest_time()
    {
        var tagged = _raw.Write("tagged.dat", s_tagged);

        _raw.Prepare(new LastFmSource { TaggedArtists = tagged }, repeats: Repeats.First);

        Assert.Equal("2 52 51\n3 52\n", _raw.Prepared("Shop.txt"));
        Assert.Equal("2 1238536700 1238536750\n3 -428720400\n", _raw.Prepared("Shop_times.txt"));
        Assert.Equal("""{"52":["13","15"],"51":["13"]}""", _raw.Prepared("Shop_item2attributes.json"));
    }

    [Fact]
    public void Tags_have_their_names_and_a_tag_without_one_is_left_out_and_named()
    {
        var tagged = _raw.Write("tagged.dat", s_tagged);
        var tags = _raw.WriteBytes("tags.dat", [.. "tagID\ttagValue\n13\t\"chill\" out\n15\tcaf"u8, 0xE9, .. "\n"u8]);

        var result = _raw.Prepare(new LastFmSource { TaggedArtists = tagged, Tags = tags }, repeats: Repeats.First);

        Assert.Equal("""{"52":["\"chill\" out"],"51":["\"chill\" out"]}""", _raw.Prepared("Shop_item2attributes.json"));
        Assert.Equal([tags, tagged], result.Unread.Select(static file => file.Path));
        Assert.Equal([1, 2], result.Unread.Select(static file => file.Count));
        Assert.Equal(new UnreadLine(3, "tag 15 has no readable name"), result.Unread[1].First[0]);
    }

    [Fact]
    public void Day_month_and_year_are_a_time_too()
    {
        var tagged = _raw.Write(
            "tagged.dat", "userID\tartistID\ttagID\tday\tmonth\tyear", "2\t52\t13\t1\t4\t2009", "2\t51\t13\t31\t2\t2009");

        var result = _raw.Prepare(new LastFmSource { TaggedArtists = tagged });

        Assert.Equal("2 1238544000\n", _raw.Prepared("Shop_times.txt"));
        Assert.Equal(3, Assert.Single(Assert.Single(result.Unread).First).Number);
        Assert.Equal(1, result.Unread[0].Count);
    }
}
