using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Models;

internal sealed partial class ModelGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Replica {Replica} leaves for another model silo")]
    private static partial void LogMoves(ILogger logger, long replica);
}
