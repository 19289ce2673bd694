using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace S3Rec.Silo.Tests.Http;

/// <summary>Keeps what the web server itself complains of: answers may look right while connections break.</summary>
internal sealed class ErrorLog : ILoggerProvider
{
    public ConcurrentQueue<string> OfServer { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ErrorLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= LogLevel.Error && category.StartsWith("Microsoft.AspNetCore.Server", StringComparison.Ordinal);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.OfServer.Enqueue(formatter(state, exception));
        }
    }
}
