using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Users;

internal sealed partial class ListMaker
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Model replica {Replica} did not answer for user '{UserId}'; the list is popular items. {Reason}")]
    private static partial void LogModelUnavailable(ILogger logger, uint replica, string? userId, string reason);
}
