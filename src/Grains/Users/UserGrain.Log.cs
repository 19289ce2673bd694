using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Users;

internal sealed partial class UserGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "User '{UserId}': append attempt {Attempt} lost to another writer. {Reason}")]
    private static partial void LogConflict(ILogger logger, string userId, int attempt, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Model replica {Replica} did not answer for user '{UserId}'; the list is popular items. {Reason}")]
    private static partial void LogModelUnavailable(ILogger logger, uint replica, string userId, string reason);
}
