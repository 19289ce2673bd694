using Microsoft.Extensions.Logging;

namespace S3Rec.Storage.Embedded.Engine;

internal sealed partial class StoreWriter
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to {File} could not roll back and is replaced.")]
    private partial void LogConnectionReplaced(string file, Exception exception);
}
