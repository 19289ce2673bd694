using Microsoft.Extensions.Logging;

namespace S3Rec.Grains.Models;

internal sealed partial class ModelSwitch
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Version} serves (before: {Old})")]
    private static partial void LogSwapped(ILogger logger, int? version, int? old);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Version} is on trial and serves {Share:P1} of the users")]
    private static partial void LogTrial(ILogger logger, int version, double share);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Version} is on trial no more")]
    private static partial void LogTrialEnds(ILogger logger, int version);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Version} is refused; {Old} keeps serving. {Reason}")]
    private static partial void LogRefused(ILogger logger, int version, int? old, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store did not take whether model {Version} can be loaded. {Reason}")]
    private static partial void LogRefusalNotStored(ILogger logger, int version, string reason);
}
