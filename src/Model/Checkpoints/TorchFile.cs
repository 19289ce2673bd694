namespace S3Rec.Model.Checkpoints;

/// <summary>Reads the tensors of a state dictionary that `torch.save` wrote, in either of its forms.</summary>
internal static class TorchFile
{
    /// <summary>Reads every tensor as float32.</summary>
    /// <exception cref="CheckpointFormatException">The file is of an unknown format, torn or malformed, holds something that is not
    /// a tensor of floating-point numbers, or asks for code to be run. Names the file and the tensor or the byte.</exception>
    public static Dictionary<string, WeightTensor> Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads every tensor of a seekable stream; <paramref name="source"/> is what messages call it.</summary>
    public static Dictionary<string, WeightTensor> Read(Stream stream, string source)
    {
        try
        {
            return ReadForm(stream, source);
        }
        catch (EndOfStreamException e)
        {
            throw new CheckpointFormatException($"{source}: the file ends too early. It is torn: copy or download it again.", e);
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointFormatException($"{source}: the zip archive is damaged. {e.Message} Copy or download it again.", e);
        }
    }

    private static Dictionary<string, WeightTensor> ReadForm(Stream stream, string source)
    {
        Span<byte> beginning = stackalloc byte[4];
        var read = stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return beginning[..read] switch
        {
            [(byte)'P', (byte)'K', 3, 4] => TorchZipFile.Read(stream, source),
            [(byte)PickleOpcode.Proto, ..] => TorchLegacyFile.Read(stream, source),
            var other => throw new CheckpointFormatException(
                $"{source}: an unknown checkpoint format; the file begins with the bytes '{Convert.ToHexStringLower(other)}'. Read are the " +
                "folders that S3Rec writes, and state dictionaries saved by 'torch.save'."),
        };
    }
}
