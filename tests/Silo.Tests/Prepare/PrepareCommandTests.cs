using System.IO.Compression;
using System.Text;
using S3Rec.Model.Data;
using S3Rec.Silo.Commands;
using S3Rec.Silo.Tests.Commands;

namespace S3Rec.Silo.Tests.Prepare;

public sealed class PrepareCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-prepare-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Out => PathOf("out");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_table_becomes_a_data_set_with_negatives()
    {
        var ratings = Write("ratings.csv", "userId,movieId,rating,timestamp\n1,31,2.5,2\n1,32,3,1\n2,33,4,1\n2,34,5,2\n");
        var movies = Write("movies.csv", "movieId,title,genres\n31,Heat,Crime|Drama\n33,Cats,\n");

        var prepared = await Run(
            "prepare", "csv", "--interactions", ratings, "--user", "userId", "--item", "movieId", "--time", "timestamp",
            "--attributes", movies, "--attribute-column", "genres", "--min-count", "1", "--out", Out, "--name", "Films");
        var drawn = await Run("negatives", "--data", Out, "--name", "Films", "--count", "2", "--by", "popularity");

        Assert.Equal((ExitCode.Ok, ""), (prepared.ExitCode, prepared.Error));
        Assert.Contains(
            "Films.txt: 2 users, 4 items, 4 of 4 interactions, 2 attributes, 3 items without.",
            prepared.Output,
            StringComparison.Ordinal);
        Assert.Contains("reading ratings.csv", prepared.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, ""), (drawn.ExitCode, drawn.Error));
        Assert.Contains("2 negatives for each of 2 users.", drawn.Output, StringComparison.Ordinal);
        var data = DataSet.Load(Out, "Films");
        Assert.Equal("1 32 31\n2 33 34\n", File.ReadAllText(Path.Combine(Out, "Films.txt")));
        Assert.All(DataSet.LoadNegatives(Out, "Films", data), static rows => Assert.Equal(2, rows.Length));
    }

    [Fact]
    public async Task Amazon_reviews_are_prepared_from_gzip()
    {
        var reviews = Gzip(
            "reviews.json.gz",
            "{'reviewerID': 'ann', 'asin': 'B1', 'overall': 5.0, 'unixReviewTime': 1}\n"
            + "{'reviewerID': 'ann', 'asin': 'B2', 'overall': 2.0, 'unixReviewTime': 2}\n");
        var metadata = Gzip("meta.json.gz", "{'asin': 'B1', 'categories': [['Beauty', 'Hair']], 'brand': 'Acme'}\n");

        var ended = await Run(
            "prepare", "amazon", "--reviews", reviews, "--metadata", metadata, "--rating-above", "2", "--min-count", "1",
            "--out", Out, "--name", "Beauty");

        Assert.Equal((ExitCode.Ok, ""), (ended.ExitCode, ended.Error));
        Assert.Equal("ann B1\n", File.ReadAllText(Path.Combine(Out, "Beauty.txt")));
        Assert.Equal("""{"B1":["Hair","Acme"]}""", File.ReadAllText(Path.Combine(Out, "Beauty_item2attributes.json")));
    }

    [Fact]
    public async Task Yelp_reviews_are_prepared_from_a_range_of_days()
    {
        var reviews = Write(
            "review.json",
            """
            {"user_id": "ann", "business_id": "a", "stars": 5, "date": "2018-12-31 10:00:00"}
            {"user_id": "ann", "business_id": "b", "stars": 5, "date": "2019-12-31 10:00:00"}
            """);

        var ended = await Run(
            "prepare", "yelp", "--reviews", reviews, "--from", "2019-01-01", "--to", "2019-12-31", "--min-count", "1",
            "--out", Out, "--name", "Yelp");

        Assert.Equal((ExitCode.Ok, ""), (ended.ExitCode, ended.Error));
        Assert.Equal("ann b\n", File.ReadAllText(Path.Combine(Out, "Yelp.txt")));
        Assert.Contains("no attributes.", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Last_fm_keeps_an_artist_once_per_user()
    {
        var tagged = Write("tagged.dat", "userID\tartistID\ttagID\ttimestamp\n2\t52\t13\t5\n2\t52\t15\t4\n");
        var tags = Write("tags.dat", "tagID\ttagValue\n13\tchillout\n15\trock\n");

        var ended = await Run(
            "prepare", "lastfm", "--tagged-artists", tagged, "--tags", tags, "--min-count", "1",
            "--out", Out, "--name", "Artists");

        Assert.Equal((ExitCode.Ok, ""), (ended.ExitCode, ended.Error));
        Assert.Equal("2 52\n", File.ReadAllText(Path.Combine(Out, "Artists.txt")));
        Assert.Equal("""{"52":["chillout","rock"]}""", File.ReadAllText(Path.Combine(Out, "Artists_item2attributes.json")));
    }

    [Fact]
    public async Task Lines_that_could_not_be_read_are_listed_on_the_error_stream()
    {
        var ratings = Write("ratings.csv", "u,i,t\n1,31,1\n" + string.Concat(Enumerable.Repeat("1,31,noon\n", 25)));

        var ended = await Run(Csv(ratings, "--min-count", "1"));

        Assert.Equal(ExitCode.Ok, ended.ExitCode);
        Assert.Contains("ratings.csv: 25 lines could not be read and are left out.", ended.Error, StringComparison.Ordinal);
        Assert.Contains("  line 3: 't' is 'noon'; a time is", ended.Error, StringComparison.Ordinal);
        Assert.Contains("  and 5 more.", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_input_ends_with_2_a_message_and_no_files()
    {
        var ratings = Write("ratings.csv", "u,i,t\n1,31,1\n");
        var cut = PathOf("cut.csv.gz");
        File.WriteAllBytes(cut, File.ReadAllBytes(Gzip("whole.csv.gz", "u,i,t\n1,31,1\n"))[..^3]);

        await AssertRefused("Nobody is left", Csv(ratings));
        await AssertRefused("cut.csv.gz: the gzip file is cut off or damaged", Csv(cut));
        await AssertRefused("nothing.csv: there is no such file", Csv(PathOf("nothing.csv")));
        await AssertRefused("--attributes and --attribute-column belong together", Csv(ratings, "--attributes", ratings));
        await AssertRefused("X.txt", "negatives", "--data", Out, "--name", "X");
    }

    [Theory]
    [InlineData("prepare", "Required command")]
    [InlineData("prepare csv --out o --name n", "'s3rec prepare csv --help' shows the usage.")]
    [InlineData("prepare amazon --reviews r --out o --name ../n", "--name is '../n'")]
    [InlineData("prepare amazon --reviews r --out o --name n --min-count 0", "--min-count is 0")]
    [InlineData("prepare amazon --reviews r --out o --name n --repeats last", "last")]
    [InlineData("prepare yelp --reviews r --out o --name n --from noon", "noon")]
    [InlineData("prepare yelp --reviews r --out o --name n --from 2020-01-01 --to 2019-01-01", "--from is after --to")]
    [InlineData("negatives --data d --name n --by luck", "luck")]
    public async Task Bad_usage_ends_with_2_and_a_message_that_names_it(string line, string expected)
    {
        await AssertRefused(expected, line.Split(' '));
    }

    private static Task<Ended> Run(params string[] args) => Ended.Run(Token, args);

    private async Task AssertRefused(string expected, params string[] args)
    {
        var ended = await Run(args);

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains(expected, ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    private string[] Csv(string ratings, params string[] more) =>
    [
        "prepare", "csv", "--interactions", ratings, "--user", "u", "--item", "i", "--time", "t",
        "--out", Out, "--name", "X", .. more,
    ];

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    private string Gzip(string name, string content)
    {
        using var file = File.Create(PathOf(name));
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(content));
        return PathOf(name);
    }
}
