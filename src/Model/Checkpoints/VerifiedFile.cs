using System.Security.Cryptography;

namespace S3Rec.Model.Checkpoints;

/// <summary>Files whose length and SHA-256 stand in a manifest.</summary>
internal static class VerifiedFile
{
    /// <summary>What the manifest says of a file.</summary>
    public static ManifestFile Describe(string path)
    {
        using var stream = File.OpenRead(path);
        return new ManifestFile(stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    /// <summary>Opens a file that is what the manifest says, at its beginning. It is hashed through the handle that is returned, so
    /// what is read is what was verified, even when the folder is replaced meanwhile.</summary>
    /// <exception cref="CheckpointFormatException">The file is missing or another than the manifest says.</exception>
    public static FileStream Open(string folder, string name, Manifest manifest)
    {
        var path = Path.Combine(folder, name);
        if (!manifest.Files.TryGetValue(name, out var expected))
            throw new CheckpointFormatException($"{Path.Combine(folder, CheckpointFolder.ManifestName)}: it does not list '{name}'.");
        if (!File.Exists(path))
            throw new CheckpointFormatException($"{path}: the file is missing; the manifest lists it. Copy the whole folder again.");

        var stream = File.OpenRead(path);
        try
        {
            Verify(stream, expected);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static void Verify(FileStream stream, ManifestFile expected)
    {
        if (stream.Length != expected.Length)
        {
            throw new CheckpointFormatException(
                $"{stream.Name}: the file has {stream.Length} bytes; the manifest says {expected.Length}. It is torn: copy it again or " +
                "take another checkpoint.");
        }

        var actual = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (actual != expected.Sha256)
        {
            throw new CheckpointFormatException(
                $"{stream.Name}: the SHA-256 is {actual}; the manifest says {expected.Sha256}. The file was altered or is damaged: copy " +
                "it again or take another checkpoint.");
        }

        stream.Position = 0;
    }
}
