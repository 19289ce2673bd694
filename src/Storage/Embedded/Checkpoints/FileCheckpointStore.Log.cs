using Microsoft.Extensions.Logging;

namespace S3Rec.Storage.Embedded.Checkpoints;

internal sealed partial class FileCheckpointStore
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The folder of the retired model version {Version} stays until the next start.")]
    private partial void LogFolderStays(int version, Exception exception);
}
