using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// A file of one record per line, in strict JSON or, as some files of 2014 have it, as Python literals. Lines may mix the two:
/// the form of the line before is tried first. Empty lines are no records.
/// </summary>
internal sealed class JsonLines(string path, SourceReading reading)
{
    private readonly ArrayBufferWriter<byte> _rewritten = new();
    private bool _isPython;

    /// <summary>Reads the records while they are enumerated; one is valid until the next.</summary>
    public IEnumerable<JsonRecord> Read()
    {
        using var lines = new Utf8Lines(path, SourceStream.Open(path, reading));
        while (TryNext(lines, out var document, out var place))
        {
            using (document)
                yield return new JsonRecord(document.RootElement, place);
        }
    }

    private bool TryNext(Utf8Lines lines, [NotNullWhen(true)] out JsonDocument? document, out LinePlace place)
    {
        (document, place) = (null, default);
        while (document is null && lines.TryRead(out var line))
        {
            place = new LinePlace(reading, path, lines.Line);
            line = line.Trim(" \t"u8);
            if (line.IsEmpty)
                continue;
            if (Utf8.IsValid(line))
                document = Parse(line, place);
            else
                place.Skip("it has bytes that are not UTF-8");
        }

        return document is not null;
    }

    private JsonDocument? Parse(ReadOnlySpan<byte> line, LinePlace place)
    {
        string? json = null, python = null;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if ((_isPython ? TryPython(line, out python) : TryJson(line, out json)) is not { } document)
                _isPython = !_isPython;
            else if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            else
                return NoObject(document, place);
        }

        place.Skip($"it is neither JSON ({json}) nor a Python literal ({python})");
        return null;
    }

    private static JsonDocument? NoObject(JsonDocument document, LinePlace place)
    {
        place.Skip($"it is {document.RootElement.ValueKind}, and not an object with fields");
        document.Dispose();
        return null;
    }

    private static JsonDocument? TryJson(ReadOnlySpan<byte> line, out string? problem)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            var document = JsonDocument.ParseValue(ref reader);
            problem = reader.BytesConsumed == line.Length ? null : $"a value ends at byte {reader.BytesConsumed} already";
            if (problem is null)
                return document;
            document.Dispose();
        }
        catch (JsonException e)
        {
            problem = $"wrong at byte {e.BytePositionInLine + 1}";
        }

        return null;
    }

    private JsonDocument? TryPython(ReadOnlySpan<byte> line, out string? problem)
    {
        try
        {
            _rewritten.ResetWrittenCount();
            PythonLiteral.WriteJson(line, _rewritten);
            problem = null;
            return JsonDocument.Parse(_rewritten.WrittenMemory);
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return null;
        }
    }
}
