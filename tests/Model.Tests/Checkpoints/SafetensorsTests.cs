using System.Buffers.Binary;
using System.Text;
using S3Rec.Model.Checkpoints;

namespace S3Rec.Model.Tests.Checkpoints;

public sealed class SafetensorsTests
{
    private static readonly Dictionary<string, string> s_noMetadata = [];

    [Fact]
    public void Every_float_comes_back_bit_by_bit()
    {
        var tensors = new Dictionary<string, WeightTensor>
        {
            ["z"] = new([2, 3], [0, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, float.MinValue]),
            ["a \"quoted\" é\n"] = new([1], [BitConverter.Int32BitsToSingle(0x7FC12345)]),
            ["scalar"] = new([], [3]),
            ["empty"] = new([4, 0], []),
        };

        TinyCheckpoint.AssertEqual(tensors, Read(Write(tensors)));
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var file = Write(new Dictionary<string, WeightTensor> { ["b"] = new([2], [1, 2]), ["a"] = new([1, 1], [0.5f]) });

        const string header = """{"__metadata__":{},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""";
        var length = (header.Length + 7) / 8 * 8;
        Assert.Equal(length, (long)BinaryPrimitives.ReadUInt64LittleEndian(file));
        Assert.Equal(header.PadRight(length), Encoding.UTF8.GetString(file, 8, length));
        Assert.Equal("0000003F" + "0000803F" + "00000040", Convert.ToHexString(file.AsSpan(8 + length)));
    }

    [Fact]
    public void Metadata_is_kept()
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, new Dictionary<string, WeightTensor>(), new Dictionary<string, string> { ["format"] = "pt" });
        stream.Position = 0;

        Assert.Equal("pt", SafetensorsHeader.Read(stream, "a test").Metadata["format"]);
    }

    [Fact]
    public void Half_brain_and_double_precision_convert()
    {
        var tensors = Read(
            """{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},"d":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}""",
            [.. TorchWriter.Bytes((Half)0.1, (Half)(-2)), .. TorchWriter.Bytes<ushort>(0x3FC0, 0xC2F7), .. TorchWriter.Bytes(0.1)]);

        Assert.Equal([(float)(Half)0.1, -2f], tensors["h"].Values);
        Assert.Equal([1.5f, -123.5f], tensors["b"].Values);
        Assert.Equal([0.1f], tensors["d"].Values);
    }

    [Fact]
    public void More_values_than_one_piece_convert()
    {
        var halves = new Half[(1 << 20) + 3];
        halves[^1] = (Half)7;

        var values = Read(
            $$"""{"h":{"dtype":"F16","shape":[{{halves.Length}}],"data_offsets":[0,{{halves.Length * 2}}]} }""",
            TorchWriter.Bytes<Half>(halves))["h"].Values;

        Assert.Equal(halves.Length, values.Length);
        Assert.Equal((0f, 7f), (values[^2], values[^1]));
    }

    [Theory]
    [InlineData("""{"t":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", "the tensor 't' is of type I64; F32, F16, BF16 and F64 are read")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "stands at bytes 0 to 4; it should begin at 0, have 8 bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "end within 8")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "it should begin at 0")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "the tensors end at byte 4 of 8")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"u":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "the tensor 'u'")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'t' stands in the header twice")]
    [InlineData("""{"t":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "sizes are not negative")]
    [InlineData("""{"t":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", "values are read")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "9 dimensions (at most 8)")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "1 offsets (2: begin and end)")]
    [InlineData("""{"t":{"dtype":"F32","data_offsets":[0,8]}}""", "the header is not that of a safetensors file")]
    [InlineData("""{"t":{"dtype":3,"shape":[2],"data_offsets":[0,8]}}""", "the header is not that of a safetensors file")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "the header is not that of a safetensors file")]
    [InlineData("""{"__metadata__":{"a":1},"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "the header is not that of a safetensors file")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "the header is not that of a safetensors file")]
    [InlineData("""["t"]""", "the header is not that of a safetensors file")]
    [InlineData("""{"t":""", "the header is not that of a safetensors file")]
    public void A_header_that_does_not_fit_is_refused(string header, string message)
    {
        Assert.Contains(message, Assert.Throws<CheckpointFormatException>(() => Read(header, new byte[8])).Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 40)]
    [InlineData(100UL)]
    public void A_header_longer_than_the_file_is_refused(ulong length)
    {
        var file = new byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);

        Assert.Contains($"the header would have {length} bytes in a file of 32", Assert.Throws<CheckpointFormatException>(() => Read(file)).Message);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var file = Write(TinyCheckpoint.Create().Weights.Take(3).ToDictionary());
        for (var length = 0; length < file.Length; length++)
            Assert.Throws<CheckpointFormatException>(() => Read(file[..length]));
    }

    [Fact]
    public void A_header_with_any_byte_changed_reads_or_is_refused_by_the_one_exception()
    {
        var file = Write(TinyCheckpoint.Create().Weights.Take(3).ToDictionary());
        var random = new Random(5);
        for (var i = 0; i < 4000; i++)
        {
            var changed = (byte[])file.Clone();
            changed[i % 300] = (byte)random.Next(256);

            var error = Record.Exception(() => Read(changed));
            Assert.True(error is null or CheckpointFormatException, $"byte {i % 300}: {error}");
        }
    }

    private static byte[] Write(IReadOnlyDictionary<string, WeightTensor> tensors)
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, tensors, s_noMetadata);
        return stream.ToArray();
    }

    private static Dictionary<string, WeightTensor> Read(string header, byte[] values) =>
        Read([.. TorchWriter.Bytes((ulong)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. values]);

    private static Dictionary<string, WeightTensor> Read(byte[] file) => Safetensors.Read(new MemoryStream(file), "a test");
}
