using System.Text;
using S3Rec.Model.Data;

namespace S3Rec.Model.Tests.Data;

public sealed class AttributeFilesTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Numbers_are_kept_as_they_are_written_and_repeated_attributes_once()
    {
        File.WriteAllText(_path, """{"é": [7, "red", 7, 1.50], "2": []}""");

        var items = AttributeFiles.Read(_path);

        Assert.Equal(["é", "2"], items.Select(static item => item.Item));
        Assert.Equal(["7", "red", "1.50"], items[0].Attributes);
        Assert.Empty(items[1].Attributes);
    }

    [Theory]
    [InlineData("[1]", "line 1, column 1: an object is expected")]
    [InlineData("{\"1\":\n  5}", "line 2, column 3: the value of item '1' must be an array of attributes")]
    [InlineData("{\"1\": [1],\n \"2\": [1, null]}", "line 2, column 11: item '2': an attribute is a number or a string, not Null")]
    [InlineData("{\"1\": [[1]]}", "line 1, column 8: item '1': an attribute is a number or a string, not StartArray")]
    [InlineData("{\"1\": [1], \"1\": [2]}", "line 1, column 12: item '1' stands in the file twice")]
    [InlineData("{\"\": [1]}", "line 1, column 2: an item is empty")]
    [InlineData("{\"1\": [\"\"]}", "line 1, column 8: an attribute is empty")]
    [InlineData("{\"1\": [\"\\ud800\"]}", "line 1, column 8: an attribute is not valid UTF-8 or holds half of a surrogate pair")]
    [InlineData("{\"1\": [1}", "line 1, column 9: this is not JSON")]
    [InlineData("{\"1\": [1],\n", "line 2, column 1: this is not JSON")]
    [InlineData("{\"1\": [1]}\n x", "line 2, column 2: this is not JSON")]
    [InlineData("", "line 1, column 1: this is not JSON")]
    public void A_wrong_shape_is_refused_with_its_place(string json, string message)
    {
        File.WriteAllText(_path, json);

        Assert.Contains($"{_path}, {message}", Refused());
    }

    [Fact]
    public void A_byte_that_is_not_UTF_8_is_refused()
    {
        File.WriteAllBytes(_path, [.. "{\"1\": [\""u8, 0xFF, .. "\"]}"u8]);

        Assert.Contains("line 1, column 8: an attribute is not valid UTF-8", Refused());
    }

    [Fact]
    public void A_byte_order_mark_does_not_matter()
    {
        File.WriteAllText(_path, """{"1": [2]}""", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal("1", AttributeFiles.Read(_path).Single().Item);
    }

    [Fact]
    public void An_item_with_too_many_attributes_is_refused()
    {
        File.WriteAllText(_path, $"{{\"1\": [{string.Join(',', Enumerable.Range(0, DataLimits.AttributesPerItemMax + 1))}]}}");

        Assert.Contains("item '1' has more than 1000 attributes", Refused());
    }

    [Fact]
    public void What_is_written_reads_back()
    {
        ItemAttributes[] items = [new("a \"b\"\n", ["x y", "é\0"]), new("2", [])];
        AttributeFiles.Write(_path, items);

        var read = AttributeFiles.Read(_path);

        Assert.Equal(items.Select(static item => item.Item), read.Select(static item => item.Item));
        Assert.Equal(items.Select(static item => item.Attributes), read.Select(static item => item.Attributes));
    }

    public void Dispose() => File.Delete(_path);

    private string Refused() => Assert.Throws<DataFormatException>(() => AttributeFiles.Read(_path)).Message;
}
