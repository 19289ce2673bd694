using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace S3Rec.Model.Checkpoints;

/// <summary>How a file stores a floating-point number.</summary>
internal enum FloatType
{
    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    Float16,

    /// <summary>The upper half of a float32, 2 bytes.</summary>
    BFloat16,

    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    Float64,
}

/// <summary>Reads little-endian numbers of any <see cref="FloatType"/> as float32.</summary>
internal static class FloatConverter
{
    /// <summary>Numbers converted at once: bounds the memory beside the result, and keeps byte counts within an int.</summary>
    private const int PieceLength = 1 << 20;

    /// <summary>Bytes of one number in a file.</summary>
    public static int Size(this FloatType type) => type switch
    {
        FloatType.Float16 or FloatType.BFloat16 => 2,
        FloatType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Fills <paramref name="values"/> from the stream.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static void Read(Stream stream, FloatType type, Span<float> values)
    {
        var raw = type == FloatType.Float32 ? [] : new byte[Math.Min(values.Length, PieceLength) * type.Size()];
        while (values.Length > 0)
        {
            var piece = values[..Math.Min(values.Length, PieceLength)];
            if (type == FloatType.Float32)
            {
                ReadNumbers(stream, MemoryMarshal.Cast<float, int>(piece));
            }
            else
            {
                ReadAndConvert(stream, type, raw.AsSpan(0, piece.Length * type.Size()), piece);
            }

            values = values[piece.Length..];
        }
    }

    private static void ReadAndConvert(Stream stream, FloatType type, Span<byte> raw, Span<float> values)
    {
        switch (type)
        {
            case FloatType.Float16:
                ReadNumbers(stream, MemoryMarshal.Cast<byte, short>(raw));
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(raw), values);
                break;
            case FloatType.BFloat16:
                var bits = MemoryMarshal.Cast<float, uint>(values);
                ReadNumbers(stream, MemoryMarshal.Cast<byte, short>(raw));
                TensorPrimitives.ConvertTruncating<ushort, uint>(MemoryMarshal.Cast<byte, ushort>(raw), bits);
                TensorPrimitives.ShiftLeft<uint>(bits, 16, bits);
                break;
            default:
                ReadNumbers(stream, MemoryMarshal.Cast<byte, long>(raw));
                TensorPrimitives.ConvertTruncating<double, float>(MemoryMarshal.Cast<byte, double>(raw), values);
                break;
        }
    }

    private static void ReadNumbers(Stream stream, Span<short> numbers)
    {
        stream.ReadExactly(MemoryMarshal.AsBytes(numbers));
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
    }

    private static void ReadNumbers(Stream stream, Span<int> numbers)
    {
        stream.ReadExactly(MemoryMarshal.AsBytes(numbers));
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
    }

    private static void ReadNumbers(Stream stream, Span<long> numbers)
    {
        stream.ReadExactly(MemoryMarshal.AsBytes(numbers));
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
    }
}
