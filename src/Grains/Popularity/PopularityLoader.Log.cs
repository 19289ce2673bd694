using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Popularity;

internal sealed partial class PopularityLoader
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Counted the interactions of {ItemCount} items in {Elapsed}")]
    private static partial void LogLoaded(ILogger logger, int itemCount, TimeSpan elapsed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not count the log's interactions; trying again in {Delay}")]
    private static partial void LogFailed(ILogger logger, TimeSpan delay, Exception failure);
}
