using Microsoft.Extensions.Logging;
using S3Rec.Contracts;

namespace S3Rec.Grains.Training;

internal sealed partial class TrainingRun
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Training run {RunId} begins (attempt {Attempt}, lease epoch {Epoch})")]
    private static partial void LogBegins(ILogger logger, long runId, int attempt, long epoch);

    [LoggerMessage(Level = LogLevel.Information, Message = "Training run {RunId} ends, {Phase}: {Message}")]
    private static partial void LogEnds(ILogger logger, long runId, TrainingPhase phase, string message);

    [LoggerMessage(Level = LogLevel.Error, Message = "Training run {RunId} failed while {Phase}")]
    private static partial void LogFailed(ILogger logger, long runId, TrainingPhase phase, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Training run {RunId}: the store did not take how it stands. {Reason}")]
    private static partial void LogNotStored(ILogger logger, long runId, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Training run {RunId} stops while {Phase} and is left to the next trainer. {Reason}")]
    private static partial void LogLeft(ILogger logger, long runId, TrainingPhase phase, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Training run {RunId} lost its lease and stops. {Reason}")]
    private static partial void LogLeaseLost(ILogger logger, long runId, string reason);
}
