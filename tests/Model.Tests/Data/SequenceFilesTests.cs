using System.Text;
using CsCheck;
using S3Rec.Model.Data;

namespace S3Rec.Model.Tests.Data;

public sealed class SequenceFilesTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Lines_read_in_their_order_with_their_numbers()
    {
        File.WriteAllText(_path, "u1 a b a\nü é\n");

        var lines = SequenceFiles.Read(_path).ToArray();

        Assert.Equal([("u1", 1L), ("ü", 2L)], lines.Select(static line => (line.User, line.Line)));
        Assert.Equal(["a", "b", "a"], lines[0].Items);
        Assert.Equal(["é"], lines[1].Items);
    }

    [Theory]
    [InlineData("u a\r\nv b\r\n")]
    [InlineData("u a\nv b")]
    [InlineData("u a \nv b  \n")]
    [InlineData("\uFEFFu a\nv b\n")]
    public void Line_ends_trailing_spaces_and_a_byte_order_mark_do_not_matter(string content)
    {
        File.WriteAllText(_path, content, new UTF8Encoding(false));

        var lines = SequenceFiles.Read(_path).ToArray();

        Assert.Equal(["u", "v"], lines.Select(static line => line.User));
        Assert.Equal(["a", "b"], lines.Select(static line => line.Items.Single()));
    }

    [Theory]
    [InlineData("u a\n\nv b\n", "line 2: the line is empty")]
    [InlineData("u a\n   \n", "line 2: the line is empty")]
    [InlineData("u a\nv\n", "line 2: user 'v' has no items")]
    [InlineData("u\ta\n", "line 1: user 'u\ta' has no items. Each line is 'user item item …', with single spaces")]
    [InlineData("u a\nv b  c\n", "line 2: item 2 is empty")]
    [InlineData(" u a\n", "line 1: the user is empty")]
    [InlineData("u a\nv b\nu c\n", "line 3: user 'u' stands on line 1 already. Put all items of a user on one line")]
    public void A_malformed_line_is_named(string content, string message)
    {
        File.WriteAllText(_path, content);

        Assert.Contains($"{_path}, {message}", Refused());
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        Assert.Contains($"{_path}: the file is empty", Refused());
    }

    [Fact]
    public void An_id_of_256_bytes_is_read_and_one_byte_more_is_refused()
    {
        var longest = new string('é', 128);
        File.WriteAllText(_path, $"u {longest}\n");
        Assert.Equal(longest, SequenceFiles.Read(_path).Single().Items[0]);

        File.WriteAllText(_path, $"u a\nv b {longest}x\n");
        Assert.Contains("line 2: item 2 has 257 bytes; at most 256 are allowed", Refused());
    }

    [Fact]
    public void A_byte_that_is_not_UTF_8_is_laid_to_its_line()
    {
        File.WriteAllBytes(_path, [.. "u a\nv b\nw "u8, 0xFF, .. "\nx c\n"u8]);

        Assert.Contains("line 3: item 1 is not valid UTF-8", Refused());
    }

    [Fact]
    public void A_file_is_read_line_by_line()
    {
        File.WriteAllText(_path, "u a\nbroken\n");

        Assert.Equal("u", SequenceFiles.Read(_path).First().User);
    }

    [Fact]
    public void A_line_longer_than_the_buffer_reads_whole()
    {
        string[] items = [.. Enumerable.Range(0, 50_000).Select(static i => $"item-{i}")];
        SequenceFiles.Write(_path, [("first", ["a"]), ("user", items), ("last", ["z"])]);

        var lines = SequenceFiles.Read(_path).ToArray();

        Assert.Equal(["first", "user", "last"], lines.Select(static line => line.User));
        Assert.Equal(items, lines[1].Items);
    }

    [Fact]
    public void Any_ids_without_spaces_and_line_ends_survive_a_round_trip()
    {
        var id = Gen.String[Gen.Char["abcé日\t\"\\\0\u2028'"], 1, 20];
        var user = Gen.Select(id, id.Array[1, 8]);
        user.List[1, 10].Sample(
            users =>
            {
                (string User, IReadOnlyList<string> Items)[] written = [.. users.DistinctBy(static u => u.Item1).Select(static u => (u.Item1, u.Item2))];
                var path = Path.GetTempFileName();
                SequenceFiles.Write(path, written);
                var read = SequenceFiles.Read(path).ToArray();
                File.Delete(path);
                return written.Select(static u => u.User).SequenceEqual(read.Select(static u => u.User))
                    && written.Zip(read).All(static pair => pair.First.Items.SequenceEqual(pair.Second.Items));
            },
            iter: 200);
    }

    [Theory]
    [InlineData("a b", "has a space or a line end")]
    [InlineData("a\nb", "has a space or a line end")]
    [InlineData("", "is empty")]
    public void An_id_the_format_cannot_hold_is_not_written(string item, string message)
    {
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => SequenceFiles.Write(_path, [("u", [item])])).Message);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_not_written()
    {
        var error = Assert.Throws<ArgumentException>(() => SequenceFiles.Write(_path, [("u", ["\ud800"])]));

        Assert.Contains("half of a surrogate pair", error.Message);
    }

    public void Dispose() => File.Delete(_path);

    private string Refused() => Assert.Throws<DataFormatException>(() => SequenceFiles.Read(_path).ToArray()).Message;
}
