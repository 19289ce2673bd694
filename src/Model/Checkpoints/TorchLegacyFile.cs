using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace S3Rec.Model.Checkpoints;

/// <summary>
/// The form `torch.save` wrote before PyTorch 1.6: five pickles in a row (a magic number, the protocol's version, facts of the
/// machine, the state dictionary, the keys of the storages), then each storage: its element count as int64, and its values.
/// </summary>
internal static class TorchLegacyFile
{
    private const long ProtocolVersion = 1001;

    private static readonly BigInteger s_magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Reads every tensor.</summary>
    /// <exception cref="CheckpointFormatException">The file is malformed, or a tensor in it.</exception>
    /// <exception cref="EndOfStreamException">The file is torn.</exception>
    public static Dictionary<string, WeightTensor> Read(Stream stream, string path)
    {
        var objects = new TorchObjects();
        if (Next() is not BigInteger magic || magic != s_magic)
            throw new CheckpointFormatException($"{path}: an unknown checkpoint format: a pickle, but not one of 'torch.save'.");
        if (Next() is not ProtocolVersion)
            throw new CheckpointFormatException($"{path}: the version of the file is not {ProtocolVersion}. Save it with PyTorch again.");
        if (Next() is not Dictionary<string, object?> machine || machine.GetValueOrDefault("little_endian") is not true)
            throw new CheckpointFormatException($"{path}: the file is not from a little-endian machine. Save it again on one.");

        var state = Next();
        var positions = FindStorages(stream, path, Next(), objects);
        return new TorchTensors(path, state, objects, ReadStorage).Read();

        void ReadStorage(TorchStorage storage, FloatType type, Span<float> values)
        {
            stream.Position = positions[storage.Key];
            FloatConverter.Read(stream, type, values);
        }

        object? Next() => PickleReader.Read(stream, path, objects);
    }

    private static Dictionary<string, long> FindStorages(Stream stream, string path, object? keys, TorchObjects objects)
    {
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var key in keys as List<object?> ?? [])
        {
            if (key is not string name || !objects.Storages.TryGetValue(name, out var storage) || positions.ContainsKey(name))
                throw new CheckpointFormatException($"{path}: the list of storages names '{key}', which no tensor uses, or names it twice.");

            positions.Add(name, SkipStorage(stream, path, storage));
        }

        if (positions.Count != objects.Storages.Count)
            throw new CheckpointFormatException($"{path}: {objects.Storages.Count} storages are used, {positions.Count} are in the file.");
        if (stream.Position != stream.Length)
            throw new CheckpointFormatException($"{path}: {stream.Length - stream.Position} bytes follow the last storage. Copy or download it again.");
        return positions;
    }

    /// <returns>Where the values begin.</returns>
    private static long SkipStorage(Stream stream, string path, TorchStorage storage)
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        stream.ReadExactly(prefix);
        var count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (count != storage.Count)
        {
            throw new CheckpointFormatException(
                $"{path}: the storage '{storage.Key}' has {count} elements; the state dictionary says {storage.Count}. The file is damaged.");
        }

        var begin = stream.Position;
        if (count > (stream.Length - begin) / storage.Type.Size)
            throw new EndOfStreamException();

        stream.Position = begin + (count * storage.Type.Size);
        return begin;
    }
}
