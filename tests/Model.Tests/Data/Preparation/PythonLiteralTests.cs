using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

public sealed class PythonLiteralTests
{
    [Theory]
    [InlineData("{'a': 1, 'b': [2.5, -3e2], }", """{"a":1,"b":[2.5,-3e2]}""")]
    [InlineData("{'a': (True, False, None)}", """{"a":[true,false,null]}""")]
    [InlineData("{u'a': u'b', \"c\": \"it's\", 'd': 'say \"x\"'}", """{"a":"b","c":"it's","d":"say \"x\""}""")]
    [InlineData(" { } ", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("()", "[]")]
    [InlineData("''", "\"\"")]
    public void A_literal_becomes_the_JSON_of_the_same_value(string literal, string json)
    {
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(json), Read(literal)));
    }

    [Theory]
    [InlineData(@"'it\'s'", "it's")]
    [InlineData(@"""a\""b""", "a\"b")]
    [InlineData(@"'\\n'", "\\n")]
    [InlineData(@"'\a\b\f\n\r\t\v'", "\a\b\f\n\r\t\v")]
    [InlineData(@"'\xe9'", "é")]
    [InlineData(@"'\0\101\1012'", "\0AA2")]
    [InlineData(@"'\u20ac'", "€")]
    [InlineData(@"'\U0001F600'", "😀")]
    [InlineData(@"'\ud83d\ude00'", "😀")]
    [InlineData(@"'\ud83d\u0041'", "\uFFFDA")]
    [InlineData(@"'\ud83d'", "\uFFFD")]
    [InlineData(@"'\U7FFFFFFF'", "\uFFFD")]
    [InlineData(@"'\q\é'", @"\q\é")]
    public void An_escape_is_the_character_that_Python_3_reads(string literal, string text)
    {
        Assert.Equal(text, Read(literal).GetString());
    }

    [Theory]
    [InlineData("{'a': 1", "',' is expected at byte 8")]
    [InlineData("{'a' 1}", "':' is expected at byte 6")]
    [InlineData("{1: 2}", "a text in quotes is expected at byte 2")]
    [InlineData("{'a': open('x')}", "a value is expected")]
    [InlineData("{'a': true}", "a value is expected")]
    [InlineData("{'a': 1} x", "the end of the line is expected at byte 10")]
    [InlineData("{'a': 1}\0", "the end of the line is expected at byte 9")]
    [InlineData("['a", "a text has no closing quote")]
    [InlineData("'a\\", "a text has no closing quote")]
    [InlineData("'\\x4'", "2 hexadecimal digits are expected")]
    [InlineData("'\\u00", "4 hexadecimal digits are expected")]
    [InlineData("1 + 1", "the end of the line is expected at byte 3")]
    [InlineData("1-1", "a value is expected")]
    [InlineData("0x10", "the end of the line is expected at byte 2")]
    [InlineData("", "a value is expected")]
    [InlineData("u", "a text in quotes is expected at byte 2")]
    public void Anything_else_is_refused_with_its_place(string literal, string message)
    {
        Assert.Contains(message, Assert.Throws<FormatException>(() => Read(literal)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        Read(new string('[', 64) + new string(']', 64));

        Assert.Throws<FormatException>(() => Read(new string('[', 65) + new string(']', 65)));
        Assert.Throws<FormatException>(() => Read(new string('(', 1_000_000)));
    }

    [Fact]
    public void Any_text_that_Python_would_print_reads_back() => Gen.String.Sample(static text =>
    {
        var whole = string.Concat(text.EnumerateRunes());
        var printed = "'" + string.Concat(whole.EnumerateRunes().Select(Printed)) + "'";
        Assert.Equal(whole, Read(printed).GetString());
    });

    [Fact]
    public void Any_line_is_read_or_refused() => Gen.String["{}[]()'\",:u\\x0 1.-eTrueNone"].Sample(static line =>
    {
        try
        {
            Read(line);
        }
        catch (FormatException)
        {
            // Refused; any other exception fails the test.
        }
    });

    /// <summary>A character as repr() and ascii() print it.</summary>
    private static string Printed(Rune rune) => rune.Value switch
    {
        '\'' => "\\'",
        '\\' => "\\\\",
        < 0x20 => $"\\x{rune.Value:x2}",
        > 0xFFFF => $"\\U{rune.Value:x8}",
        > 0x2FFF => $"\\u{rune.Value:x4}",
        _ => rune.ToString(),
    };

    private static JsonElement Read(string literal)
    {
        var json = new ArrayBufferWriter<byte>();
        PythonLiteral.WriteJson(Encoding.UTF8.GetBytes(literal), json);
        return JsonElement.Parse(json.WrittenSpan);
    }
}
