using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Training;

/// <summary>The folders that checkpoints are written to before they are published, one a run.</summary>
internal sealed partial class RunFolders(TrainerOptions options, ILogger<RunFolders> logger)
{
    private const string Prefix = "s3rec-run-";

    /// <summary>A folder that is not there yet.</summary>
    public string New(long runId) => Path.Combine(options.WorkFolder, $"{Prefix}{runId}-{Guid.NewGuid():N}");

    /// <summary>Removes what a run that was killed left.</summary>
    public void Clean()
    {
        Directory.CreateDirectory(options.WorkFolder);
        foreach (var folder in Directory.GetDirectories(options.WorkFolder, Prefix + "*"))
        {
            Directory.Delete(folder, recursive: true);
            LogRemoved(logger, folder);
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed {Folder}, left by a training run that was killed")]
    private static partial void LogRemoved(ILogger logger, string folder);
}
