using CsCheck;
using S3Rec.Model.Data;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

public sealed class PreparationTests : IDisposable
{
    private readonly RawFolder _raw = new();

    public void Dispose() => _raw.Dispose();

    [Fact]
    public void Users_come_by_first_appearance_and_items_by_time_then_by_place_in_the_input()
    {
        Prepare(["bob,z,3", "ann,y,2", "bob,x,1", "ann,w,2", "ann,v,2", "bob,u,1"]);

        Assert.Equal("bob x u z\nann y w v\n", _raw.Prepared("Shop.txt"));
    }

    [Fact]
    public void Milliseconds_decide_the_order_within_a_second()
    {
        Prepare(["ann,b,1500000000500", "ann,a,1500000000400"]);

        Assert.Equal("ann a b\n", _raw.Prepared("Shop.txt"));
        Assert.Equal("ann 1500000000 1500000000\n", _raw.Prepared("Shop_times.txt"));
    }

    [Theory]
    [InlineData(Repeats.Keep, "ann x y x\n")]
    [InlineData(Repeats.First, "ann x y\n")]
    public void Repeated_items_stay_unless_the_first_is_asked_for(Repeats repeats, string expected)
    {
        _raw.Prepare(Source(["ann,x,3", "ann,y,2", "ann,x,1"]), repeats: repeats);

        Assert.Equal(expected, _raw.Prepared("Shop.txt"));
    }

    [Fact]
    public void Dropped_repeats_do_not_count_for_the_core()
    {
        var error = Assert.Throws<DataFormatException>(
            () => _raw.Prepare(Source(["ann,x,1", "ann,x,2"]), countMin: 2, repeats: Repeats.First));

        Assert.Contains("of 2 interactions of 1 users with 1 items, none stays", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_raw.Out));
    }

    [Fact]
    public void Ids_with_white_space_are_written_as_in_an_address_and_no_two_become_one()
    {
        var attributes = _raw.Write("movies.csv", "item,genres", "a b,slow", "a%20b,fast", "é\u00A0!,odd");

        _raw.Prepare(Source(["an n,a b,1", "an n,a%20b,2", "an n,é\u00A0!,3", "an n,\"a\tb\nc\",4"], attributes));

        Assert.Equal("an%20n a%20b a%2520b é\u00A0! a%09b%0Ac\n", _raw.Prepared("Shop.txt"));
        Assert.Equal(
            ["a b", "a%20b", "é\u00A0!", "a\tb\nc"],
            _raw.Prepared("Shop.txt").TrimEnd('\n').Split(' ').Skip(1).Select(Uri.UnescapeDataString));
        Assert.Equal(
            "{\"a%20b\":[\"slow\"],\"a%2520b\":[\"fast\"],\"é\\u00A0!\":[\"odd\"],\"a%09b%0Ac\":[]}",
            _raw.Prepared("Shop_item2attributes.json"));
    }

    [Fact]
    public void Any_interactions_read_back_as_they_were() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 6], Gen.Int[0, 9]).List[1, 40].Sample(static interactions =>
        {
            using var raw = new RawFolder();
            var lines = interactions.Select(static i => $"u{i.Item1},i{i.Item2},{i.Item3}");
            raw.Prepare(SourceAt(raw.Write("ratings.csv", ["user,item,time", .. lines])));
            var data = DataSet.Load(raw.Out, "Shop");
            var times = DataSet.LoadTimes(raw.Out, "Shop", data);

            var users = interactions.GroupBy(static i => i.Item1).ToList();
            var ordered = users.SelectMany(static user => user.OrderBy(static i => i.Item3)).ToList();
            Assert.Equal(users.Select(static user => $"u{user.Key}"), data.Users);
            Assert.Equal(users.Select(static user => user.Count()), data.Sequences.Select(static items => items.Length));
            Assert.Equal(
                ordered.Select(static i => $"i{i.Item2}"),
                data.Sequences.SelectMany(static items => items).Select(data.Vocabulary.ItemOfRow));
            Assert.Equal(ordered.Select(static i => (long)i.Item3), times.SelectMany(static t => t));
        },
        iter: 50);

    [Fact]
    public void A_gzip_file_that_was_cut_off_is_refused_wherever_the_cut_is()
    {
        var lines = Enumerable.Range(0, 60).Select(static i => $"u{i % 7},i{i * 31 % 97},{i}");
        var whole = RawFolder.Gzipped(["user,item,time", .. lines]);
        for (var length = 2; length < whole.Length; length++)
        {
            var source = SourceAt(_raw.WriteBytes("ratings.csv.gz", whole[..length]));

            var error = Assert.Throws<DataFormatException>(() => _raw.Prepare(source));

            Assert.Contains("ratings.csv.gz: the gzip file is cut off or damaged", error.Message, StringComparison.Ordinal);
        }

        _raw.Prepare(SourceAt(_raw.WriteBytes("ratings.csv.gz", whole)));
    }

    [Fact]
    public void A_damaged_gzip_file_is_refused_and_several_members_are_one_file()
    {
        var whole = RawFolder.Gzipped("user,item,time", "ann,x,1");
        var damaged = whole.ToArray();
        damaged[^6] ^= 1;

        Assert.Throws<DataFormatException>(() => _raw.Prepare(SourceAt(_raw.WriteBytes("damaged.gz", damaged))));
        var result = _raw.Prepare(SourceAt(_raw.WriteBytes("two.gz", [.. whole, .. RawFolder.Gzipped("ann,y,2")])));

        Assert.Equal(2, result.Interactions);
    }

    [Fact]
    public void A_file_that_is_missing_or_empty_is_named()
    {
        Assert.EndsWith("a.csv: there is no such file.", Refused(SourceAt(_raw.PathOf("a.csv"))), StringComparison.Ordinal);
        Assert.EndsWith("b.csv: the file is empty.", Refused(SourceAt(_raw.WriteBytes("b.csv", []))), StringComparison.Ordinal);
        Assert.Equal("No interaction was found.", Refused(Source([])));
    }

    [Fact]
    public void When_no_line_could_be_read_the_first_is_shown()
    {
        Assert.Contains("2 lines of", Refused(Source(["ann,x,noon", "bob,y,noon"])), StringComparison.Ordinal);
        Assert.Contains("line 2: 'time' is 'noon'", Refused(Source(["ann,x,noon", "bob,y,noon"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Attributes_of_other_items_are_refused()
    {
        var attributes = _raw.Write("movies.csv", "item,genres", "other,slow");

        Assert.Contains("describes none of the items", Refused(Source(["ann,x,1"], attributes)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_raw.Out));
    }

    [Theory]
    [InlineData("Shop.txt")]
    [InlineData("Shop_times.txt")]
    [InlineData("Shop_sample.txt")]
    [InlineData("Shop_item2attributes.json")]
    public void A_data_set_that_is_there_is_not_overwritten(string file)
    {
        Directory.CreateDirectory(_raw.Out);
        File.WriteAllText(Path.Combine(_raw.Out, file), "precious");

        Assert.Contains($"{file} is there already", Refused(Source(["ann,x,1"])), StringComparison.Ordinal);
        Assert.Equal("precious", _raw.Prepared(file));
        Assert.Single(Directory.GetFileSystemEntries(_raw.Out));
    }

    [Fact]
    public void Nothing_but_the_files_of_the_data_set_is_left()
    {
        Prepare(["ann,x,1"]);

        Assert.Equal(["Shop.txt", "Shop_times.txt"], Directory.GetFileSystemEntries(_raw.Out).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_cancelled_preparation_writes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var options = new PreparationOptions { Folder = _raw.Out, Name = "Shop" };

        Assert.Throws<OperationCanceledException>(() => S3Rec.Model.Data.Preparation.Preparation.Run(
            Source(["ann,x,1"]), options, new Progress(), cancelled.Token));
        Assert.False(Directory.Exists(_raw.Out));
    }

    [Fact]
    public void Progress_names_the_file_and_ends_at_one()
    {
        var progress = new Progress();
        var options = new PreparationOptions { Folder = _raw.Out, Name = "Shop", CountMin = 1 };

        S3Rec.Model.Data.Preparation.Preparation.Run(
            Source(["ann,x,1"]), options, progress, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["reading ratings.csv", "filtering", "writing"], progress.Reports.Select(static report => report.Phase).Distinct());
        Assert.All(progress.Reports, static report => Assert.InRange(report.Fraction, 0, 1));
        Assert.Equal(new PreparationProgress("writing", 1), progress.Reports[^1]);
    }

    [Theory]
    [InlineData("ann 5 6\n", "line 1: user 'ann' with 2 times does not belong to this line")]
    [InlineData("bob 5\n", "line 1: user 'bob' with 1 times does not belong to this line")]
    [InlineData("ann 5\nbob 7 6\n", "line 2: time 6 comes after 7")]
    [InlineData("ann 5\nbob 7 x\n", "line 2: 'x' is not a time in whole seconds")]
    [InlineData("ann 5\n", "there are times of 1 users, and user 'bob' comes after them")]
    public void Times_of_another_data_set_are_refused(string times, string message)
    {
        Prepare(["ann,x,1", "bob,y,1", "bob,x,2"]);
        File.WriteAllText(Path.Combine(_raw.Out, "Shop_times.txt"), times);

        var error = Assert.Throws<DataFormatException>(
            () => DataSet.LoadTimes(_raw.Out, "Shop", DataSet.Load(_raw.Out, "Shop")));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private void Prepare(string[] lines) => _raw.Prepare(Source(lines));

    private string Refused(IPreparationSource source) => Assert.Throws<DataFormatException>(() => _raw.Prepare(source)).Message;

    private CsvSource Source(IEnumerable<string> lines, string? attributes = null) =>
        SourceAt(_raw.Write("ratings.csv", ["user,item,time", .. lines]), attributes);

    private static CsvSource SourceAt(string path, string? attributes = null) => new()
    {
        Interactions = path,
        UserColumn = "user",
        ItemColumn = "item",
        TimeColumn = "time",
        Attributes = attributes is null ? null : new CsvAttributes(attributes, "item", "genres", "|"),
    };
}
