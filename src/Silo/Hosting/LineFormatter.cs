using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace S3Rec.Silo.Hosting;

/// <summary>One line per message: time, level, text; the category only where it is not S3Rec's own; the stack trace of what
/// should not have happened below it. A failed start is left out: the host throws it as well, and the command line says it in one
/// sentence.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>The host's own number for "Hosting failed to start", which it does not publish.</summary>
    private const int StartFailed = 11;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry.Category == Host && logEntry.EventId.Id == StartFailed)
            return;
        var category = logEntry.Category.StartsWith("S3Rec.", StringComparison.Ordinal) ? "" : logEntry.Category + ": ";
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var clock = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        textWriter.WriteLine($"{clock} {Word(logEntry.LogLevel)}  {category}{message}");
        if (logEntry.Exception is { } error)
            textWriter.WriteLine(error);
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "crit",
        LogLevel.Error => "fail",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        _ => "more",
    };
}
