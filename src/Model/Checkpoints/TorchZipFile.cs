using System.IO.Compression;
using System.Text;

namespace S3Rec.Model.Checkpoints;

/// <summary>
/// The form `torch.save` writes since PyTorch 1.6: a zip archive, not compressed, of `NAME/data.pkl` (the state dictionary),
/// `NAME/data/KEY` (each storage) and, in newer ones, `NAME/byteorder`.
/// </summary>
internal static class TorchZipFile
{
    private const string PickleName = "data.pkl";

    /// <summary>Reads every tensor.</summary>
    /// <exception cref="CheckpointFormatException">The archive is not one of `torch.save`, or a tensor in it is malformed.</exception>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    public static Dictionary<string, WeightTensor> Read(Stream stream, string path)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        var entries = Entries(archive, stream.Length, path);
        var pickles = entries.Keys.Where(static name => name.EndsWith('/' + PickleName, StringComparison.Ordinal)).ToArray();
        if (pickles is not [var pickleName])
            throw new CheckpointFormatException($"{path}: an unknown checkpoint format: a zip archive with {pickles.Length} files '{PickleName}', not 1.");

        var folder = pickleName[..^PickleName.Length];
        VerifyByteOrder(entries.GetValueOrDefault(folder + "byteorder"), path);
        var objects = new TorchObjects();
        using var pickle = new MemoryStream(ReadAll(entries[pickleName], PickleReader.BytesMax, path));
        var state = PickleReader.Read(pickle, $"{path}, {pickleName}", objects);
        var storages = FindStorages(entries, folder, objects, path);
        return new TorchTensors(path, state, objects, ReadStorage).Read();

        void ReadStorage(TorchStorage storage, FloatType type, Span<float> values)
        {
            using var content = storages[storage.Key].Open();
            FloatConverter.Read(content, type, values);
        }
    }

    private static Dictionary<string, ZipArchiveEntry> Entries(ZipArchive archive, long fileLength, string path)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        var unclaimed = fileLength;
        foreach (var entry in archive.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
                throw new CheckpointFormatException($"{path}: '{entry.FullName}' stands in the archive twice.");
            if (entry.Length != entry.CompressedLength)
            {
                throw new CheckpointFormatException(
                    $"{path}: '{entry.FullName}' is compressed, which 'torch.save' does not do. Save the state dictionary with PyTorch again.");
            }

            // Entries may claim the same bytes, or bytes that are not there; a file must not grow in memory.
            unclaimed -= Math.Min(entry.Length, fileLength);
            if (unclaimed < 0)
                throw new CheckpointFormatException($"{path}: its entries claim more bytes than the {fileLength} of the file. It is torn or damaged.");
        }

        return entries;
    }

    private static void VerifyByteOrder(ZipArchiveEntry? entry, string path)
    {
        if (entry is null)
            return;

        var order = Encoding.ASCII.GetString(ReadAll(entry, lengthMax: 16, path));
        if (order != "little")
            throw new CheckpointFormatException($"{path}: the byte order is '{order}', not 'little'. Save it again on a little-endian machine.");
    }

    private static byte[] ReadAll(ZipArchiveEntry entry, int lengthMax, string path)
    {
        if (entry.Length > lengthMax)
            throw new CheckpointFormatException($"{path}: '{entry.FullName}' has {entry.Length} bytes; at most {lengthMax} are read.");

        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The entry of every storage, verified to hold as many values as the pickle says.</summary>
    private static Dictionary<string, ZipArchiveEntry> FindStorages(
        Dictionary<string, ZipArchiveEntry> entries, string folder, TorchObjects objects, string path)
    {
        var found = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var (key, storage) in objects.Storages)
        {
            var name = $"{folder}data/{key}";
            if (!entries.TryGetValue(name, out var entry))
                throw new CheckpointFormatException($"{path}: '{name}' is missing from the archive. Copy or download it again.");
            if (entry.Length % storage.Type.Size != 0 || entry.Length / storage.Type.Size != storage.Count)
            {
                throw new CheckpointFormatException(
                    $"{path}: '{name}' has {entry.Length} bytes; the state dictionary says {storage.Count} elements of " +
                    $"{storage.Type.Size} bytes. The file is damaged: copy or download it again.");
            }

            found.Add(key, entry);
        }

        return found;
    }
}
