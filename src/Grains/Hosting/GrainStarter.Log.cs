using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Hosting;

internal sealed partial class GrainStarter
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The model and trainer grains were not woken; the first call wakes them")]
    private static partial void LogNotStarted(ILogger logger, Exception failure);
}
