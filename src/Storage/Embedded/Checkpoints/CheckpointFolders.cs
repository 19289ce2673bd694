using System.Globalization;

namespace S3Rec.Storage.Embedded.Checkpoints;

/// <summary>The folders of the published models: models/000042, and models/.staging-… while one is taken in.</summary>
internal sealed class CheckpointFolders(string storeFolder)
{
    private const string StagingPrefix = ".staging-";

    private readonly string _root = Path.Combine(storeFolder, "models");

    public string FolderOf(int version) => Path.Combine(_root, version.ToString("D6", CultureInfo.InvariantCulture));

    /// <summary>A folder that is not there yet, to stage a checkpoint in.</summary>
    public string NewStaging() => Path.Combine(_root, StagingPrefix + Guid.NewGuid().ToString("N"));

    /// <summary>Gives a staged folder its version. A folder that stands there already was renamed by a publication that then
    /// failed.</summary>
    public void Promote(string staging, int version)
    {
        var folder = FolderOf(version);
        Remove(folder);
        Directory.Move(staging, folder);
        DurableFiles.FlushFolder(_root);
    }

    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Makes the root, and removes what a crash left: staged folders and versions that were never listed or are no
    /// longer.</summary>
    /// <returns>The folders removed.</returns>
    public List<string> Clean(HashSet<int> listedVersions)
    {
        Directory.CreateDirectory(_root);
        var removed = new List<string>();
        foreach (var folder in Directory.GetDirectories(_root))
        {
            if (!IsLeftOver(Path.GetFileName(folder), listedVersions))
                continue;
            Remove(folder);
            removed.Add(folder);
        }

        return removed;
    }

    // Folders with other names are somebody else's and stay.
    private static bool IsLeftOver(string name, HashSet<int> listedVersions) =>
        name.StartsWith(StagingPrefix, StringComparison.Ordinal)
        || (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && !listedVersions.Contains(version));
}
