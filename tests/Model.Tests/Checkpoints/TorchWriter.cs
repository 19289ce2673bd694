using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using S3Rec.Model.Checkpoints;

namespace S3Rec.Model.Tests.Checkpoints;

/// <summary>A tensor of a test's state dictionary: a view of the storage <paramref name="Key"/>.</summary>
internal sealed record TorchEntry(string Name, string Key, string StorageType, long StorageCount, long[] Shape, long[] Strides, long Offset = 0);

/// <summary>Writes files as `torch.save` does, byte by byte, sound or not.</summary>
internal static class TorchWriter
{
    /// <summary>The file of a state dictionary, in the legacy or the zip form.</summary>
    public static byte[] Write(bool isLegacy, IReadOnlyList<TorchEntry> entries, IReadOnlyDictionary<string, byte[]> storages)
    {
        var state = State(isLegacy, entries);
        return isLegacy ? Legacy(state, entries, storages) : Zip(state, storages);
    }

    /// <summary>The file of plain tensors, each with a storage of its own.</summary>
    public static byte[] Write(bool isLegacy, IReadOnlyDictionary<string, WeightTensor> weights)
    {
        var entries = new List<TorchEntry>();
        var storages = new Dictionary<string, byte[]>();
        foreach (var (name, tensor) in weights)
        {
            var key = $"{entries.Count}";
            entries.Add(new TorchEntry(name, key, "FloatStorage", tensor.Values.Length, tensor.Shape, Contiguous(tensor.Shape)));
            storages.Add(key, Bytes<float>(tensor.Values));
        }

        return Write(isLegacy, entries, storages);
    }

    public static byte[] State(bool isLegacy, IEnumerable<TorchEntry> entries)
    {
        var pickle = new PickleWriter().Begin().OrderedDict().Op(PickleOpcode.Mark);
        foreach (var entry in entries)
            pickle.Text(entry.Name).Tensor(entry, isLegacy);
        return pickle.Op(PickleOpcode.SetItems).End();
    }

    /// <summary>A legacy file of any state pickle.</summary>
    public static byte[] Legacy(byte[] state, IEnumerable<TorchEntry> entries, IReadOnlyDictionary<string, byte[]> storages)
    {
        var keys = new PickleWriter().Begin().Op(PickleOpcode.EmptyList, PickleOpcode.Mark);
        foreach (var key in storages.Keys)
            keys.Text(key);
        keys.Op(PickleOpcode.Appends);

        using var file = new MemoryStream();
        file.Write(LegacyBeginning(isLittleEndian: true));
        file.Write(state);
        file.Write(keys.End());
        Span<byte> count = stackalloc byte[8];
        foreach (var (key, bytes) in storages)
        {
            BinaryPrimitives.WriteInt64LittleEndian(count, entries.First(entry => entry.Key == key).StorageCount);
            file.Write(count);
            file.Write(bytes);
        }

        return file.ToArray();
    }

    public static byte[] LegacyBeginning(bool isLittleEndian)
    {
        var magic = BigInteger.Parse("119547037146038801333356").ToByteArray();
        return
        [
            .. new PickleWriter().Begin().Op(PickleOpcode.Long1).Raw((byte)magic.Length).Raw(magic).End(),
            .. new PickleWriter().Begin().Op(PickleOpcode.BinInt2).Raw(0xE9, 0x03).End(),
            .. new PickleWriter().Begin().Op(PickleOpcode.EmptyDict).Text("little_endian")
                .Op(isLittleEndian ? PickleOpcode.NewTrue : PickleOpcode.NewFalse, PickleOpcode.SetItem).End(),
        ];
    }

    /// <summary>A zip file of any state pickle.</summary>
    public static byte[] Zip(
        byte[] state, IReadOnlyDictionary<string, byte[]> storages, string byteOrder = "little",
        CompressionLevel compression = CompressionLevel.NoCompression)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("data.pkl", state);
            Add("byteorder", System.Text.Encoding.ASCII.GetBytes(byteOrder));
            foreach (var (key, bytes) in storages)
                Add($"data/{key}", bytes);

            void Add(string name, byte[] content)
            {
                using var entry = archive.CreateEntry($"model/{name}", compression).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    public static byte[] Bytes<T>(params ReadOnlySpan<T> values)
        where T : struct => MemoryMarshal.AsBytes(values).ToArray();

    private static long[] Contiguous(long[] shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride *= shape[d];
        }

        return strides;
    }
}
