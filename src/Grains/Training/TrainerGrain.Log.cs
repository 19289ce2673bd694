using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Training;

internal sealed partial class TrainerGrain
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{NewEvents} events since the newest model; a run begins at {MinNewEvents}")]
    private static partial void LogReminded(ILogger logger, long newEvents, long minNewEvents);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Training run {RunId} is dead. {Message}")]
    private static partial void LogDead(ILogger logger, long runId, string message);
}
