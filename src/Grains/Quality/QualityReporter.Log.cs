using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Quality;

internal sealed partial class QualityReporter
{
    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The lists judged in the last {Period} are not counted: they could not be told. {Reason}")]
    private static partial void LogLost(ILogger logger, TimeSpan period, string reason);
}
