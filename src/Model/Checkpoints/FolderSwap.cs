namespace S3Rec.Model.Checkpoints;

/// <summary>
/// Replaces a folder as a whole. A folder cannot be renamed over another, so the older one first steps aside to
/// `NAME.s3rec-replaced`; should the power go between the two renames, that one is still the current folder. Both names beside
/// the folder are ones that nobody else gives: what stands there is this program's to read and to delete.
/// </summary>
internal sealed class FolderSwap
{
    private const string ReplacedSuffix = ".s3rec-replaced";
    private const string PartialSuffix = ".s3rec-partial-"; // and a GUID

    private readonly string _folder;
    private readonly string _old;

    public FolderSwap(string folder)
    {
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _old = _folder + ReplacedSuffix;
    }

    /// <summary>The folder to read: the one before, when a replacement was cut off.</summary>
    public string Current => !Directory.Exists(_folder) && Directory.Exists(_old) ? _old : _folder;

    /// <summary>Fills a new folder beside the present one, and puts it in its place.</summary>
    /// <param name="write">Writes into the folder it is given, each file flushed to the disk.</param>
    /// <exception cref="IOException">The folder holds something that is not a checkpoint, which is left alone.</exception>
    public void Replace(Action<string> write)
    {
        var parent = Path.GetDirectoryName(_folder)
            ?? throw new IOException($"{_folder}: a checkpoint cannot be the root folder.");
        if (!IsReplaceable())
            throw new IOException($"{_folder}: there is something that is not a checkpoint. Name a folder that does not exist.");

        Directory.CreateDirectory(parent);
        RemoveLeftovers(parent);
        var aside = $"{_folder}{PartialSuffix}{Guid.NewGuid():N}";
        Directory.CreateDirectory(aside);
        try
        {
            write(aside);
            DurableFiles.FlushFolder(aside);
            Exchange(aside, parent);
        }
        catch
        {
            if (Current == _old)
                Directory.Move(_old, _folder);
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
            throw;
        }
    }

    private bool IsReplaceable() => !Path.Exists(_folder)
        || File.Exists(Path.Combine(_folder, CheckpointFolder.ManifestName))
        || (Directory.Exists(_folder) && !Directory.EnumerateFileSystemEntries(_folder).Any());

    private void Exchange(string aside, string parent)
    {
        if (Directory.Exists(_folder))
        {
            if (Directory.Exists(_old))
                Directory.Delete(_old, recursive: true);
            Directory.Move(_folder, _old);
        }

        Directory.Move(aside, _folder);
        DurableFiles.FlushFolder(parent);
        if (Directory.Exists(_old))
            Directory.Delete(_old, recursive: true);
    }

    /// <summary>What writers that were cut off left behind. Compared by hand: in a search pattern a folder called `y-*` would
    /// stand for others.</summary>
    private void RemoveLeftovers(string parent)
    {
        var prefix = Path.GetFileName(_folder) + PartialSuffix;
        foreach (var path in Directory.GetDirectories(parent))
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith(prefix, StringComparison.Ordinal) && Guid.TryParseExact(name[prefix.Length..], "N", out _))
                Directory.Delete(path, recursive: true);
        }
    }
}
