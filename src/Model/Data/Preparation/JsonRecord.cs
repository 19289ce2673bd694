using System.Text.Json;

namespace S3Rec.Model.Data.Preparation;

/// <summary>One object of a file of JSON lines. What it has not, or not as it should be, is noted as a line that could not be
/// read.</summary>
internal readonly struct JsonRecord(JsonElement fields, LinePlace place)
{
    public LinePlace Place => place;

    public bool TryId(string name, out string id)
    {
        id = "";
        return TryText(name, out var text) && place.TryId(name, text, out id);
    }

    /// <summary>A time, as a number or as text.</summary>
    public bool TryTime(string name, out long timeMs)
    {
        timeMs = 0;
        return fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? place.TryTime(name, value.GetRawText(), out timeMs)
            : TryText(name, out var text) && place.TryTime(name, text, out timeMs);
    }

    public bool TryNumber(string name, out double number)
    {
        number = 0;
        return fields.TryGetProperty(name, out var value)
            ? (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number))
                || place.Skip($"'{name}' is not a number")
            : place.Skip($"there is no '{name}'");
    }

    /// <summary>A field that may be absent or null: all texts in it when it is text or a list of <paramref name="depth"/> levels
    /// of lists, each list without its first <paramref name="skipped"/> entries.</summary>
    public bool TryOptionalTexts(string name, int depth, int skipped, List<string> texts)
    {
        var isFound = fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;
        return !isFound || TryTexts(value, depth, skipped, texts) || place.Skip($"'{name}' is not {Shape(depth)}");
    }

    private static bool TryTexts(JsonElement value, int depth, int skipped, List<string> texts)
    {
        if (depth > 0)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return false;
            var first = depth == 1 ? skipped : 0;
            return value.EnumerateArray().Skip(first).All(entry => TryTexts(entry, depth - 1, skipped, texts));
        }

        if (Text(value) is not { } text)
            return false;
        texts.Add(text);
        return true;
    }

    private static string Shape(int depth) => depth == 0 ? "text" : $"a list of {Shape(depth - 1)}";

    private bool TryText(string name, out string text)
    {
        text = "";
        if (!fields.TryGetProperty(name, out var value))
            return place.Skip($"there is no '{name}'");
        if (Text(value) is not { } found)
            return place.Skip($"'{name}' is not text");
        text = found;
        return true;
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which JSON can name and text cannot hold.
            return null;
        }
    }
}
