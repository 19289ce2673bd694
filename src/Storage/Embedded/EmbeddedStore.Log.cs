using Microsoft.Extensions.Logging;

namespace S3Rec.Storage.Embedded;

public sealed partial class EmbeddedStore
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Folder}, left over from a publication that did not end.")]
    private static partial void LogLeftOverRemoved(ILogger logger, string folder);
}
