using S3Rec.Model.Data;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

public sealed class CsvSourceTests : IDisposable
{
    private readonly RawFolder _raw = new();

    public void Dispose() => _raw.Dispose();

    [Fact]
    public void Columns_are_found_by_name_and_quotes_are_read()
    {
        var attributes = _raw.Write(
            "movies.csv",
            "movieId,title,genres",
            "1,\"Heat, \"\"the\"\" film\",Crime|Drama", "2,\"two\nlines\",", "3,x,a b|\"c\"");
        var interactions = _raw.Gzip(
            "ratings.csv", "\uFEFFtimestamp,userId,\"movieId\"\r", "1260759144,ann,1\r", "2009-12-14T02:52:23Z,ann,\"2\"\r");

        var result = _raw.Prepare(Source(interactions, attributes));

        Assert.Equal("ann 2 1\n", _raw.Prepared("Shop.txt"));
        Assert.Equal("""{"2":[],"1":["Crime","Drama"]}""", _raw.Prepared("Shop_item2attributes.json"));
        Assert.Equal(
            new UnreadLine(5, "a quote stands inside a field without quotes around it"),
            Assert.Single(Assert.Single(result.Unread).First));
    }

    [Theory]
    [InlineData("ann,1", "it has more or fewer fields than the first line")]
    [InlineData("ann,1,5,6", "it has more or fewer fields than the first line")]
    [InlineData("a\"n,1,5", "a quote stands inside a field without quotes around it")]
    [InlineData("\"ann\"x,1,5", "text follows a closing quote")]
    [InlineData(",1,5", "the id in 'userId' is empty")]
    [InlineData("ann,1,5 o'clock", "'timestamp' is '5 o'clock'; a time is unix seconds")]
    public void A_record_that_cannot_be_read_is_left_out_and_named(string record, string reason)
    {
        var interactions = _raw.Write("ratings.csv", "userId,movieId,timestamp", record, "bob,1,5");

        var unread = Assert.Single(_raw.Prepare(Source(interactions)).Unread);

        Assert.Equal("bob 1\n", _raw.Prepared("Shop.txt"));
        Assert.Equal(2, Assert.Single(unread.First).Number);
        Assert.StartsWith(reason, unread.First[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_is_not_UTF_8_is_left_out_and_named()
    {
        var interactions = _raw.WriteBytes("ratings.csv", [.. "userId,movieId,timestamp\na"u8, 0xFF, .. ",1,5\nbob,1,5\n"u8]);

        var unread = Assert.Single(_raw.Prepare(Source(interactions)).Unread);

        Assert.Equal(new UnreadLine(2, "it has bytes that are not UTF-8"), Assert.Single(unread.First));
    }

    [Theory]
    [InlineData("user,movieId,timestamp\nann,1,5\n", "there is no column 'userId'. The first line has user, movieId, timestamp.")]
    [InlineData("userId,movieId,timestamp\nann,1,5\nbob,\"1,5\nbob,2,6\n", "line 3: a quote is opened here")]
    public void A_file_that_cannot_be_read_as_a_whole_is_refused(string content, string message)
    {
        var interactions = _raw.WriteBytes("ratings.csv", System.Text.Encoding.UTF8.GetBytes(content));

        Assert.Contains(message, Refused(Source(interactions)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_without_end_is_refused()
    {
        var interactions = _raw.Write("ratings.csv", "userId,movieId,timestamp", "\"" + new string('x', 3_000_000));

        Assert.Contains(
            "line 2: the record cannot be read; at most 1048576 bytes are",
            Refused(Source(interactions)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void MovieLens_keeps_what_the_definition_of_a_core_keeps()
    {
        var ratings = SharedData.PathOrSkip("ml-latest-small/ratings.csv");
        var movies = SharedData.PathOrSkip("ml-latest-small/movies.csv");

        var result = _raw.Prepare(Source(ratings, movies), countMin: 5);
        var data = DataSet.Load(_raw.Out, "Shop");

        Assert.Empty(result.Unread);
        Assert.Equal(File.ReadLines(ratings).Count() - 1, result.InteractionsRead);
        Assert.Equal(
            (result.Users, result.Items, result.Interactions),
            (data.Users.Length, data.Vocabulary.ItemCount, data.InteractionCount));
        Assert.All(data.Sequences, static items => Assert.True(items.Length >= 5));
        Assert.All(
            data.Sequences.SelectMany(static items => items).CountBy(static item => item),
            static item => Assert.True(item.Value >= 5));
        Assert.All(DataSet.LoadTimes(_raw.Out, "Shop", data), static times => Assert.True(times[0] > 700_000_000));
    }

    private string Refused(CsvSource source) => Assert.Throws<DataFormatException>(() => _raw.Prepare(source)).Message;

    private static CsvSource Source(string interactions, string? attributes = null) => new()
    {
        Interactions = interactions,
        UserColumn = "userId",
        ItemColumn = "movieId",
        TimeColumn = "timestamp",
        Attributes = attributes is null ? null : new CsvAttributes(attributes, "movieId", "genres", "|"),
    };
}
