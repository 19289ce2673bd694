using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace S3Rec.Model.Data;

/// <summary>One item's attributes, in the order of the file, each once.</summary>
public readonly record struct ItemAttributes(string Item, string[] Attributes);

/// <summary>The file `NAME_item2attributes.json`: `{"item": [attribute, …], …}`, attributes being numbers or strings. A number is
/// kept as the text it is written as.</summary>
public static class AttributeFiles
{
    /// <summary>The file of attributes of a data set.</summary>
    public static string AttributesPath(string folder, string name) => Path.Combine(folder, name + "_item2attributes.json");

    /// <summary>Reads the whole file. An attribute that an item has twice is kept once.</summary>
    /// <exception cref="DataFormatException">The file is missing, too large, not JSON or of another shape; an item stands in it
    /// twice; an id or attribute is empty or too long. Names the file and the line and column.</exception>
    public static IReadOnlyList<ItemAttributes> Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new DataFormatException(Directory.Exists(path)
                ? $"{path}: this is a folder. Name a file in it."
                : $"{path}: there is no such file. Check the folder and the name of the data set.");
        }

        if (file.Length > DataLimits.AttributeFileBytesMax)
        {
            throw new DataFormatException(
                $"{path}: the file has {file.Length} bytes; at most {DataLimits.AttributeFileBytesMax} are read.");
        }

        return new AttributeReader(path, File.ReadAllBytes(path)).Read();
    }

    /// <summary>Refuses the attributes of another data set: a file of which no item, or fewer than half of the items, are
    /// known. Small integers as ids make some of any two data sets look alike.</summary>
    /// <param name="path">The attribute file.</param>
    /// <param name="itemCount">Items in it.</param>
    /// <param name="knownCount">Those of them that are known from elsewhere.</param>
    /// <param name="interactionsPath">Where items are known from.</param>
    /// <param name="remedy">What else to do but to take the right file, as a clause.</param>
    /// <param name="allowUnknownItems">True when the attributes may be of a larger catalogue: then one known item is
    /// enough.</param>
    /// <exception cref="DataFormatException">It is the wrong file.</exception>
    public static void VerifyBelongs(
        string path, int itemCount, int knownCount, string interactionsPath, string remedy, bool allowUnknownItems = false)
    {
        if (knownCount > 0 && (allowUnknownItems || 2L * knownCount >= itemCount))
            return;

        throw new DataFormatException(
            $"{path}: the wrong attribute file. Of its {itemCount} items {knownCount} are in {interactionsPath}. "
            + $"Take the file that belongs to these interactions, or {remedy}.");
    }

    /// <summary>Writes a file that <see cref="Read"/> reads back, attributes as strings.</summary>
    /// <exception cref="ArgumentException">An id or an attribute is empty or too long.</exception>
    public static void Write(string path, IEnumerable<ItemAttributes> items)
    {
        using var stream = File.Create(path);
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var writer = new Utf8JsonWriter(stream, options);
        writer.WriteStartObject();
        foreach (var item in items)
        {
            writer.WriteStartArray(Checked(item.Item));
            foreach (var attribute in item.Attributes)
                writer.WriteStringValue(Checked(attribute));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static string Checked(string id) =>
        Id.Problem(id) is { } problem ? throw new ArgumentException($"An id or attribute {problem}.") : id;

    /// <summary>One pass over one file, token by token, so that every complaint has a place.</summary>
    private ref struct AttributeReader(string path, byte[] bytes)
    {
        private readonly int _byteOrderMark = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        private Utf8JsonReader _json = new(bytes.AsSpan(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));

        public List<ItemAttributes> Read()
        {
            try
            {
                return ReadItems();
            }
            catch (JsonException e)
            {
                // What follows says the place again, counted from 0.
                var problem = e.Message.Split(" LineNumber:", 2)[0];
                throw new DataFormatException(
                    $"{path}, line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: this is not JSON. {problem}", e);
            }
        }

        private List<ItemAttributes> ReadItems()
        {
            var items = new List<ItemAttributes>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
            _json.Read();
            if (_json.TokenType != JsonTokenType.StartObject)
                throw Wrong("an object is expected");

            while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
            {
                var item = Text("an item");
                if (!seen.Add(item))
                    throw Wrong($"item '{item}' stands in the file twice");
                items.Add(new ItemAttributes(item, ReadAttributes(item, attributes)));
            }

            // Anything after the closing brace is not JSON; reading on says so.
            _json.Read();
            return items;
        }

        private string[] ReadAttributes(string item, Dictionary<string, string> interned)
        {
            _json.Read();
            if (_json.TokenType != JsonTokenType.StartArray)
                throw Wrong($"the value of item '{item}' must be an array of attributes");

            var attributes = new List<string>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
            {
                var attribute = _json.TokenType switch
                {
                    JsonTokenType.String => Text("an attribute"),
                    JsonTokenType.Number => Number(),
                    var other => throw Wrong($"item '{item}': an attribute is a number or a string, not {other}"),
                };
                if (seen.Add(attribute))
                    attributes.Add(interned.TryGetValue(attribute, out var known) ? known : interned[attribute] = attribute);
                if (attributes.Count > DataLimits.AttributesPerItemMax)
                    throw Wrong($"item '{item}' has more than {DataLimits.AttributesPerItemMax} attributes");
            }

            return [.. attributes];
        }

        private string Text(string what)
        {
            try
            {
                var text = _json.GetString()!;
                return Id.Problem(text) is { } problem ? throw Wrong($"{what} {problem}") : text;
            }
            catch (InvalidOperationException)
            {
                throw Wrong($"{what} is not valid UTF-8 or holds half of a surrogate pair");
            }
        }

        private string Number()
        {
            var digits = _json.ValueSpan;
            return Id.Problem(digits) is { } problem ? throw Wrong($"an attribute {problem}") : Encoding.UTF8.GetString(digits);
        }

        private DataFormatException Wrong(string problem)
        {
            var before = bytes.AsSpan(0, _byteOrderMark + (int)_json.TokenStartIndex);
            var line = before.Count((byte)'\n') + 1;
            var column = before.Length - before.LastIndexOf((byte)'\n');
            return new DataFormatException(
                $"{path}, line {line}, column {column}: {problem}. The file is {{\"item\": [attribute, …], …}}.");
        }
    }
}
