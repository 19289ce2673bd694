using S3Rec.Model.Checkpoints;

namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// The files of a data set that does not exist yet. They are written into a folder aside and then renamed, NAME.txt last: a data
/// set that is cut off while it is written is none.
/// </summary>
internal sealed class PreparedFiles(string folder, string name)
{
    /// <exception cref="DataFormatException">One of the files of the data set is there: it would be lost, or belong to other
    /// interactions.</exception>
    public void CheckAbsent()
    {
        string[] paths =
        [
            SequenceFiles.InteractionsPath(folder, name),
            SequenceFiles.TimesPath(folder, name),
            SequenceFiles.NegativesPath(folder, name),
            AttributeFiles.AttributesPath(folder, name),
        ];
        if (paths.FirstOrDefault(File.Exists) is { } path)
            throw new DataFormatException($"{path} is there already. Name another data set or folder, or remove the file.");
    }

    /// <param name="write">Writes files of the data set into the folder it is given.</param>
    public void Write(Action<string> write)
    {
        Directory.CreateDirectory(folder);
        var aside = Path.Combine(folder, $"{name}.tmp-{Guid.NewGuid():N}");
        Directory.CreateDirectory(aside);
        try
        {
            write(aside);
            Publish(aside);
        }
        finally
        {
            Directory.Delete(aside, recursive: true);
        }

        DurableFiles.FlushFolder(folder);
    }

    private void Publish(string aside)
    {
        var last = SequenceFiles.InteractionsPath(aside, name);
        foreach (var path in Directory.GetFiles(aside).OrderBy(path => path == last))
        {
            using (var written = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
                RandomAccess.FlushToDisk(written);
            File.Move(path, Path.Combine(folder, Path.GetFileName(path)), overwrite: false);
        }
    }
}
