using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace S3Rec.Model.Checkpoints;

/// <summary>
/// The safetensors format: the header's length as little-endian uint64, a JSON header of names, types, shapes and offsets, then the
/// values. Files are exchangeable with the Python package of that name.
/// </summary>
internal static class Safetensors
{
    private const int PieceLength = 1 << 24;

    /// <summary>Writes tensors as F32, in ordinal order of their names.</summary>
    /// <param name="stream">Where to; written from its position.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Free text by key; "format" is "pt" for what PyTorch can load.</param>
    public static void Write(
        Stream stream, IReadOnlyDictionary<string, WeightTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        WeightTensor[] ordered = [.. tensors.OrderBy(static t => t.Key, StringComparer.Ordinal).Select(static t => t.Value)];
        var header = Header(tensors, metadata);

        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in ordered)
            WriteValues(stream, tensor.Values);
    }

    /// <summary>Reads every tensor. F32 comes back bit by bit; F16, BF16 and F64 are converted.</summary>
    /// <param name="stream">A seekable stream, read from its beginning to its end.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="CheckpointFormatException">The file is torn or malformed, or holds a type that is not floating-point.</exception>
    public static Dictionary<string, WeightTensor> Read(Stream stream, string source)
    {
        try
        {
            stream.Position = 0;
            var header = SafetensorsHeader.Read(stream, source);
            var tensors = new Dictionary<string, WeightTensor>(header.Tensors.Count, StringComparer.Ordinal);
            // In the order of the offsets, which have been checked to follow each other without a gap.
            foreach (var entry in header.Tensors)
            {
                var values = new float[entry.Count];
                FloatConverter.Read(stream, entry.Type, values);
                tensors.Add(entry.Name, new WeightTensor(entry.Shape, values));
            }

            return tensors;
        }
        catch (EndOfStreamException e)
        {
            throw new CheckpointFormatException($"{source}: the file ends too early. It is torn: copy or export it again.", e);
        }
    }

    private static byte[] Header(
        IReadOnlyDictionary<string, WeightTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in metadata)
                json.WriteString(key, value);
            json.WriteEndObject();

            var offset = 0L;
            foreach (var (name, tensor) in tensors.OrderBy(static t => t.Key, StringComparer.Ordinal))
                WriteEntry(json, name, tensor, ref offset);
            json.WriteEndObject();
        }

        // Values start at a multiple of 8 bytes, so that a reader may map the file.
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, WeightTensor tensor, ref long offset)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", "F32");
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        offset += tensor.Values.LongLength * sizeof(float);
        json.WriteNumberValue(offset);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Stream stream, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            // In pieces, because the bytes of a large tensor do not fit a span.
            for (var piece = 0; values.Length > 0; values = values[piece..])
            {
                piece = Math.Min(values.Length, PieceLength);
                stream.Write(MemoryMarshal.AsBytes(values[..piece]));
            }

            return;
        }

        var reversed = new int[values.Length];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(values), reversed);
        stream.Write(MemoryMarshal.AsBytes<int>(reversed));
    }
}
