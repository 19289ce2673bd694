namespace S3Rec.Model.Checkpoints;

/// <summary>Opens a checkpoint of any kind that can be read.</summary>
public static class CheckpointFile
{
    /// <summary>
    /// Opens a checkpoint folder, or a file that PyTorch's `torch.save` wrote from the state dictionary of the original S3-Rec, in
    /// the legacy or the zip form. Nothing in the file is executed.
    /// </summary>
    /// <param name="path">The folder or the file. The kind is told by the content, not by the extension.</param>
    /// <param name="publishedHeads">Attention heads of a PyTorch file, which its shapes do not tell; a folder knows its own.</param>
    /// <exception cref="CheckpointFormatException">It is not there, of an unknown format, torn, or not S3-Rec. Names the file, the
    /// tensor and the values.</exception>
    public static Checkpoint Open(string path, int publishedHeads = PublishedCheckpoint.HeadsAsPublished)
    {
        if (Directory.Exists(path) || !File.Exists(path))
            return CheckpointFolder.Load(path);

        return PublishedCheckpoint.Import(path, publishedHeads);
    }
}
