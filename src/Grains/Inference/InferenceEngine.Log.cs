using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Inference;

internal sealed partial class InferenceEngine
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Ranking a batch of {Count} with model {Version} failed")]
    private static partial void LogBatchFailed(ILogger logger, int count, int version, Exception failure);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Model {Version} has answered its last batch and is disposed")]
    private static partial void LogDisposed(ILogger logger, int version);
}
