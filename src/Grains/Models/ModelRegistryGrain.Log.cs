using Microsoft.Extensions.Logging;
using S3Rec.Contracts;

namespace S3Rec.Grains.Models;

internal sealed partial class ModelRegistryGrain
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Replica {Replica} did not load model {Version}; it compares with the store every {Period}. {Reason}")]
    private static partial void LogLeftToReconcile(ILogger logger, int replica, int version, TimeSpan period, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Replica {Replica} did not take the trial {Split}; it compares with the store every {Period}. {Reason}")]
    private static partial void LogTrialLeftToReconcile(
        ILogger logger, int replica, ModelSplit? split, TimeSpan period, string reason);
}
