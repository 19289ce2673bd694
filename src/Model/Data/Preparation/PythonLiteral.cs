using System.Buffers;
using System.Text;
using System.Text.Json;

namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// Rewrites a Python literal as JSON, without executing anything: dictionaries with text as keys, lists and tuples, strings with
/// either quote and the escapes of Python 3, decimal numbers, True, False and None. "\xe9" is the character U+00E9. Half of a
/// surrogate pair becomes U+FFFD, for UTF-8 cannot hold it.
/// </summary>
internal ref struct PythonLiteral
{
    /// <summary>Deepest nesting, that of JSON here, too.</summary>
    private const int DepthMax = 64;

    private static readonly SearchValues<byte> s_numeric = SearchValues.Create("+-.0123456789eE"u8);

    private readonly ReadOnlySpan<byte> _text;
    private readonly Utf8JsonWriter _json;
    private readonly ArrayBufferWriter<byte> _string;
    private int _at;

    private PythonLiteral(ReadOnlySpan<byte> text, Utf8JsonWriter json)
    {
        _text = text;
        _json = json;
        _string = new ArrayBufferWriter<byte>();
    }

    private readonly byte Next => _at < _text.Length ? _text[_at] : (byte)0;

    /// <param name="text">One literal in valid UTF-8.</param>
    /// <param name="json">Takes the JSON.</param>
    /// <exception cref="FormatException">The text is something else. The message says at which byte, from 1.</exception>
    public static void WriteJson(ReadOnlySpan<byte> text, IBufferWriter<byte> json)
    {
        using var writer = new Utf8JsonWriter(json);
        var literal = new PythonLiteral(text, writer);
        literal.Value(depth: 0);
        if (literal._at < text.Length)
            throw literal.Wrong("the end of the line is expected");
    }

    private void Value(int depth)
    {
        SkipSpace();
        switch (Next)
        {
            case (byte)'{':
                Dictionary(depth);
                break;
            case (byte)'[':
                List((byte)']', depth);
                break;
            case (byte)'(':
                List((byte)')', depth);
                break;
            case (byte)'\'' or (byte)'"' or (byte)'u':
                _json.WriteStringValue(Text());
                break;
            case (byte)'T' when TryTake("True"u8):
                _json.WriteBooleanValue(true);
                break;
            case (byte)'F' when TryTake("False"u8):
                _json.WriteBooleanValue(false);
                break;
            case (byte)'N' when TryTake("None"u8):
                _json.WriteNullValue();
                break;
            default:
                Number();
                break;
        }

        SkipSpace();
    }

    private void Dictionary(int depth)
    {
        Open(depth);
        _json.WriteStartObject();
        while (!TryClose((byte)'}'))
        {
            _json.WritePropertyName(Text());
            SkipSpace();
            Take((byte)':');
            Value(depth + 1);
            Separate((byte)'}');
        }

        _json.WriteEndObject();
    }

    private void List(byte end, int depth)
    {
        Open(depth);
        _json.WriteStartArray();
        while (!TryClose(end))
        {
            Value(depth + 1);
            Separate(end);
        }

        _json.WriteEndArray();
    }

    private void Open(int depth)
    {
        if (depth == DepthMax)
            throw Wrong($"there are more than {DepthMax} brackets in each other");
        _at++;
    }

    private bool TryClose(byte end)
    {
        SkipSpace();
        if (Next != end)
            return false;
        _at++;
        return true;
    }

    /// <summary>A comma may stand before the end, too.</summary>
    private void Separate(byte end)
    {
        if (Next != end)
            Take((byte)',');
    }

    private ReadOnlySpan<byte> Text()
    {
        if (Next == 'u')
            _at++;
        var quote = Next;
        if (quote is not ((byte)'\'' or (byte)'"'))
            throw Wrong("a text in quotes is expected");

        _at++;
        _string.ResetWrittenCount();
        while (true)
        {
            var plain = _text[_at..].IndexOfAny(quote, (byte)'\\');
            if (plain < 0)
                throw Wrong("a text has no closing quote");
            _string.Write(_text.Slice(_at, plain));
            _at += plain + 1;
            if (_text[_at - 1] == quote)
                return _string.WrittenSpan;
            Escape();
        }
    }

    private void Escape()
    {
        if (_at == _text.Length)
            throw Wrong("a text has no closing quote");

        var kind = _text[_at++];
        switch (kind)
        {
            case (byte)'\\' or (byte)'\'' or (byte)'"':
                _string.Write([kind]);
                break;
            case (byte)'x':
                Character(Hex(2));
                break;
            case (byte)'u':
                Utf16();
                break;
            case (byte)'U':
                Character(Hex(8));
                break;
            case >= (byte)'0' and <= (byte)'7':
                _at--;
                Character(Octal());
                break;
            default:
                var control = "abfnrtv"u8.IndexOf(kind);
                // Python keeps the backslash of an escape it does not know.
                _string.Write(control < 0 ? [(byte)'\\', kind] : ["\a\b\f\n\r\t\v"u8[control]]);
                break;
        }
    }

    /// <summary>Two escapes may name one character, as a surrogate pair.</summary>
    private void Utf16()
    {
        var first = Hex(4);
        if (char.IsHighSurrogate((char)first) && _text[_at..].StartsWith("\\u"u8))
        {
            var afterFirst = _at;
            _at += 2;
            var second = Hex(4);
            if (char.IsLowSurrogate((char)second))
            {
                Character((uint)char.ConvertToUtf32((char)first, (char)second));
                return;
            }

            _at = afterFirst;
        }

        Character(first);
    }

    private readonly void Character(uint value)
    {
        var rune = Rune.TryCreate(value, out var valid) ? valid : Rune.ReplacementChar;
        _string.Advance(rune.EncodeToUtf8(_string.GetSpan(4)));
    }

    private uint Hex(int digits)
    {
        var value = 0u;
        for (var i = 0; i < digits; i++, _at++)
        {
            if (!char.IsAsciiHexDigit((char)Next))
                throw Wrong($"{digits} hexadecimal digits are expected");
            value = (value << 4) | (uint)Convert.ToInt32(((char)Next).ToString(), 16);
        }

        return value;
    }

    private uint Octal()
    {
        var value = 0u;
        for (var digits = 0; digits < 3 && Next is >= (byte)'0' and <= (byte)'7'; digits++, _at++)
            value = (value << 3) | (uint)(Next - '0');
        return value;
    }

    private void Number()
    {
        var length = _text[_at..].IndexOfAnyExcept(s_numeric);
        var digits = length < 0 ? _text[_at..] : _text.Slice(_at, length);
        try
        {
            _json.WriteRawValue(digits);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Wrong("a value is expected: a dictionary, list, tuple, text, decimal number, True, False or None");
        }

        _at += digits.Length;
    }

    private void Take(byte expected)
    {
        if (Next != expected)
            throw Wrong($"'{(char)expected}' is expected");
        _at++;
    }

    private bool TryTake(ReadOnlySpan<byte> word)
    {
        if (!_text[_at..].StartsWith(word))
            return false;
        _at += word.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (Next is (byte)' ' or (byte)'\t')
            _at++;
    }

    private readonly FormatException Wrong(string problem) => new($"{problem} at byte {_at + 1}");
}
