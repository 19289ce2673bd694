using S3Rec.Model.Checkpoints;

namespace S3Rec.Model.Tests.Checkpoints;

public sealed class TorchFileTests
{
    [Theory]
    [InlineData("legacy.pt")]
    [InlineData("zip.pt")]
    public void A_file_that_Python_pickled_reads_as_it_was(string name)
    {
        var tensors = TorchFile.Read(Path.Combine(AppContext.BaseDirectory, "Reference", "torch", name));

        Assert.Equal(["double", "first", "half", "second", "third"], tensors.Keys.Order(StringComparer.Ordinal));
        AssertTensor([2, 3], [0, 1, 2, 3, 4, 5], tensors["first"]);
        AssertTensor([3, 2], [0, 3, 1, 4, 2, 5], tensors["second"]);
        AssertTensor([2], [4, 5], tensors["third"]);
        AssertTensor([3], [0.5f, -2, 65504], tensors["half"]);
        AssertTensor([], [0.1f], tensors["double"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Views_of_three_dimensions_read_row_major(bool isLegacy)
    {
        // A (2, 3, 4) view whose axes are permuted, beginning at element 1: element (i, j, k) is 1 + i + 2j + 6k.
        TorchEntry[] entries = [new("t", "0", "FloatStorage", 25, [2, 3, 4], [1, 2, 6], Offset: 1)];
        float[] storage = [.. Enumerable.Range(0, 25)];

        var tensor = Read(TorchWriter.Write(isLegacy, entries, Storage("0", TorchWriter.Bytes<float>(storage))))["t"];

        var expected = from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 3) from k in Enumerable.Range(0, 4)
                       select (float)(1 + i + (2 * j) + (6 * k));
        AssertTensor([2, 3, 4], [.. expected], tensor);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_floating_point_type_converts(bool isLegacy)
    {
        TorchEntry[] entries =
        [
            new("half", "h", "HalfStorage", 2, [2], [1]),
            new("brain", "b", "BFloat16Storage", 3, [3], [1]),
            new("double", "d", "DoubleStorage", 2, [2], [1]),
            new("empty", "e", "FloatStorage", 0, [0, 4], [4, 1]),
        ];
        var storages = new Dictionary<string, byte[]>
        {
            ["h"] = TorchWriter.Bytes((Half)0.1, Half.NegativeInfinity),
            ["b"] = TorchWriter.Bytes<ushort>(0x3FC0, 0xC000, 0x7F80),
            ["d"] = TorchWriter.Bytes(0.1, -1e-300),
            ["e"] = [],
        };

        var tensors = Read(TorchWriter.Write(isLegacy, entries, storages));

        AssertTensor([2], [(float)(Half)0.1, float.NegativeInfinity], tensors["half"]);
        AssertTensor([3], [1.5f, -2, float.PositiveInfinity], tensors["brain"]);
        AssertTensor([2], [0.1f, 0], tensors["double"]);
        AssertTensor([0, 4], [], tensors["empty"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_cut_anywhere_is_refused(bool isLegacy)
    {
        var bytes = SmallFile(isLegacy);
        for (var length = 0; length < bytes.Length; length++)
            Refused(bytes[..length]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_with_any_byte_changed_reads_or_is_refused_by_the_one_exception(bool isLegacy)
    {
        var bytes = SmallFile(isLegacy);
        var random = new Random(7);
        var refused = 0;
        for (var i = 0; i < bytes.Length * 4; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i % bytes.Length] = (byte)random.Next(256);
            refused += IsRefused(changed) ? 1 : 0;
        }

        // Most bytes matter; those that do not are values, names of tensors and fields of the zip format.
        Assert.InRange(refused, bytes.Length, bytes.Length * 4);
    }

    [Theory]
    [InlineData(-1L, 2L, 3L, 1L)]
    [InlineData(0L, 3L, 3L, 1L)]
    [InlineData(1L, 2L, 3L, 1L)]
    [InlineData(0L, 2L, -3L, 1L)]
    [InlineData(0L, 2L, long.MaxValue, long.MaxValue)]
    [InlineData(long.MaxValue, 2L, 3L, 1L)]
    public void A_view_beyond_its_storage_is_refused(long offset, long rows, long stride, long columnStride)
    {
        TorchEntry[] entries = [new("t", "0", "FloatStorage", 6, [rows, 3], [stride, columnStride], offset)];

        var message = Refused(TorchWriter.Write(true, entries, Storage("0", new byte[24])));

        Assert.Contains("the tensor 't' of shape", message);
        Assert.Contains("reaches beyond its storage of 6 elements", message);
    }

    [Fact]
    public void A_small_storage_expanded_to_a_huge_tensor_is_refused()
    {
        TorchEntry[] entries = [new("t", "0", "FloatStorage", 1, [30_000, 30_000], [0, 0])];

        Assert.Contains("the file only 1", Refused(TorchWriter.Write(true, entries, Storage("0", new byte[4]))));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 40)]
    public void An_impossible_shape_is_refused(long size)
    {
        TorchEntry[] entries = [new("t", "0", "FloatStorage", 1, [size, size], [0, 0])];

        Assert.Contains("the tensor 't' has shape", Refused(TorchWriter.Write(true, entries, Storage("0", new byte[4]))));
    }

    [Theory]
    [InlineData(true, 1L << 30)]
    [InlineData(false, 1L << 30)]
    [InlineData(true, long.MaxValue)]
    [InlineData(false, long.MaxValue)]
    public void A_storage_that_claims_more_than_the_file_holds_is_refused(bool isLegacy, long count)
    {
        TorchEntry[] entries = [new("t", "0", "FloatStorage", count, [2], [1])];

        Refused(TorchWriter.Write(isLegacy, entries, Storage("0", new byte[8])));
    }

    [Fact]
    public void A_tensor_of_integers_is_refused_by_name()
    {
        TorchEntry[] entries = [new("steps", "0", "LongStorage", 1, [1], [1])];

        Assert.Contains(
            "the tensor 'steps' is stored as LongStorage", Refused(TorchWriter.Write(false, entries, Storage("0", new byte[8]))));
    }

    [Fact]
    public void Bytes_after_the_last_storage_are_refused()
    {
        Assert.Contains("1 bytes follow the last storage", Refused([.. SmallFile(isLegacy: true), 0]));
    }

    [Fact]
    public void A_legacy_file_of_a_big_endian_machine_is_refused()
    {
        Assert.Contains("not from a little-endian machine", Refused(TorchWriter.LegacyBeginning(isLittleEndian: false)));
    }

    [Fact]
    public void A_zip_file_of_a_big_endian_machine_is_refused()
    {
        Assert.Contains("the byte order is 'big'", Refused(TorchWriter.Zip(TorchWriter.State(false, []), Storage("0", []), "big")));
    }

    [Fact]
    public void A_compressed_zip_file_is_refused()
    {
        var file = TorchWriter.Zip(
            TorchWriter.State(false, []), Storage("0", new byte[10_000]), compression: System.IO.Compression.CompressionLevel.Optimal);

        Assert.Contains("is compressed", Refused(file));
    }

    [Fact]
    public void A_zip_file_without_a_storage_is_refused()
    {
        TorchEntry[] entries = [new("t", "0", "FloatStorage", 1, [1], [1])];

        Assert.Contains("'model/data/0' is missing", Refused(TorchWriter.Write(false, entries, new Dictionary<string, byte[]>())));
    }

    [Theory]
    [InlineData(new byte[0], "begins with the bytes ''")]
    [InlineData(new byte[] { 0x89, 0x48, 0x44, 0x46, 0x0D }, "begins with the bytes '89484446'")]
    public void An_unknown_format_is_named_by_its_first_bytes(byte[] file, string message)
    {
        Assert.Contains($"a test: an unknown checkpoint format; the file {message}", Refused(file));
    }

    private static byte[] SmallFile(bool isLegacy) => TorchWriter.Write(
        isLegacy,
        [new("a", "0", "FloatStorage", 6, [2, 3], [3, 1]), new("b", "1", "HalfStorage", 2, [2], [1])],
        new Dictionary<string, byte[]> { ["0"] = TorchWriter.Bytes<float>(1, 2, 3, 4, 5, 6), ["1"] = TorchWriter.Bytes((Half)1, (Half)2) });

    private static Dictionary<string, byte[]> Storage(string key, byte[] bytes) => new() { [key] = bytes };

    private static void AssertTensor(long[] shape, float[] values, WeightTensor tensor)
    {
        Assert.Equal(shape, tensor.Shape);
        Assert.Equal(values, tensor.Values);
    }

    private static Dictionary<string, WeightTensor> Read(byte[] file) => TorchFile.Read(new MemoryStream(file), "a test");

    private static string Refused(byte[] file) => Assert.Throws<CheckpointFormatException>(() => Read(file)).Message;

    private static bool IsRefused(byte[] file)
    {
        try
        {
            Read(file);
            return false;
        }
        catch (CheckpointFormatException)
        {
            return true;
        }
    }
}
