using System.Buffers.Binary;
using System.Text.Json;

namespace S3Rec.Model.Checkpoints;

/// <summary>The verified header of a safetensors file.</summary>
/// <param name="Tensors">In the order of their bytes, which follow each other without gap or overlap to the end of the file.</param>
/// <param name="Metadata">The strings under "__metadata__".</param>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsEntry> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Longest header read, in bytes. The largest network has a header of some 50 KB.</summary>
    public const int BytesMax = 4 * 1024 * 1024;

    private const int DimensionsMax = 8;

    /// <summary>Reads from the beginning of a file and leaves the stream at the first value.</summary>
    /// <exception cref="CheckpointFormatException">It is not a header, or does not fit the length of the file.</exception>
    /// <exception cref="EndOfStreamException">The file ends within the header.</exception>
    public static SafetensorsHeader Read(Stream stream, string source)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > BytesMax || (long)length > stream.Length - prefix.Length)
        {
            throw new CheckpointFormatException(
                $"{source}: the header would have {length} bytes in a file of {stream.Length}; at most {BytesMax} are read. " +
                "This is not a safetensors file, or it is torn.");
        }

        var json = new byte[length];
        stream.ReadExactly(json);
        var header = Parse(json, source);
        VerifyOffsets(header.Tensors, stream.Length - stream.Position, source);
        return header;
    }

    private static SafetensorsHeader Parse(byte[] json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var tensors = new List<SafetensorsEntry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name))
                    throw new CheckpointFormatException($"{source}: '{property.Name}' stands in the header twice.");
                if (property.Name == "__metadata__")
                    metadata = ParseMetadata(property.Value);
                else
                    tensors.Add(ParseEntry(property, source));
            }

            return new SafetensorsHeader([.. tensors.OrderBy(static t => t.Begin).ThenBy(static t => t.End)], metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new CheckpointFormatException(
                $"{source}: the header is not that of a safetensors file. {e.Message} The file is damaged, or is something else.", e);
        }
    }

    private static Dictionary<string, string> ParseMetadata(JsonElement metadata)
    {
        var strings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in metadata.EnumerateObject())
            strings[property.Name] = property.Value.GetString() ?? throw new JsonException($"Metadata '{property.Name}' is null.");
        return strings;
    }

    private static SafetensorsEntry ParseEntry(JsonProperty property, string source)
    {
        var entry = property.Value;
        long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(static size => size.GetInt64())];
        long[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(static offset => offset.GetInt64())];
        if (shape.Length > DimensionsMax || offsets.Length != 2)
        {
            throw new CheckpointFormatException(
                $"{source}: the tensor '{property.Name}' has {shape.Length} dimensions (at most {DimensionsMax}) and " +
                $"{offsets.Length} offsets (2: begin and end).");
        }

        var type = entry.GetProperty("dtype").GetString() switch
        {
            "F32" => FloatType.Float32,
            "F16" => FloatType.Float16,
            "BF16" => FloatType.BFloat16,
            "F64" => FloatType.Float64,
            var other => throw new CheckpointFormatException(
                $"{source}: the tensor '{property.Name}' is of type {other}; F32, F16, BF16 and F64 are read. Convert it to float32."),
        };
        return new SafetensorsEntry(
            property.Name, type, shape, ElementCount.Of(shape, source, property.Name), offsets[0], offsets[1]);
    }

    private static void VerifyOffsets(IReadOnlyList<SafetensorsEntry> tensors, long bytes, string source)
    {
        var end = 0L;
        foreach (var tensor in tensors)
        {
            var wanted = (long)tensor.Count * tensor.Type.Size();
            if (tensor.Begin != end || tensor.End > bytes || tensor.End - tensor.Begin != wanted)
            {
                throw new CheckpointFormatException(
                    $"{source}: the tensor '{tensor.Name}' of shape {ParameterShapes.Text(tensor.Shape)} stands at bytes " +
                    $"{tensor.Begin} to {tensor.End}; it should begin at {end}, have {wanted} bytes and end within {bytes}. " +
                    "The file is torn or damaged: copy or export it again.");
            }

            end = tensor.End;
        }

        if (end != bytes)
        {
            throw new CheckpointFormatException(
                $"{source}: the tensors end at byte {end} of {bytes}. The file is damaged: copy or export it again.");
        }
    }
}

/// <summary>One tensor of a header; its bytes are [<paramref name="Begin"/>, <paramref name="End"/>) after the header.</summary>
internal sealed record SafetensorsEntry(string Name, FloatType Type, long[] Shape, int Count, long Begin, long End);
