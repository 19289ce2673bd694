using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Users;

internal sealed partial class UserGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "User '{UserId}': append attempt {Attempt} lost to another writer. {Reason}")]
    private static partial void LogConflict(ILogger logger, string userId, int attempt, string reason);
}
