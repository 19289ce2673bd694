using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using S3Rec.Contracts;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Storage.Embedded;

namespace S3Rec.Silo.Commands;

/// <summary>Errors that are the caller's or the machine's, not the program's: their message is enough. Anything else is a bug and
/// keeps its stack trace.</summary>
internal static class ExpectedErrors
{
    public static bool TryExplain(Exception error, [NotNullWhen(true)] out string? message, out int exitCode)
    {
        (message, exitCode) = error switch
        {
            CommandException e => (e.Message, e.ExitCode),
            OptionsValidationException e => (Settings(e.Failures), ExitCode.BadInput),
            AggregateException e when e.InnerExceptions.All(static inner => inner is OptionsValidationException) =>
                (Settings(e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(static inner => inner.Failures)),
                    ExitCode.BadInput),
            InvalidRequestException or UnknownModelException => (error.Message, ExitCode.BadInput),
            DataFormatException or CheckpointFormatException or StoreFormatException => (error.Message, ExitCode.BadInput),
            FileNotFoundException or DirectoryNotFoundException => (error.Message, ExitCode.BadInput),
            S3RecException or IOException or UnauthorizedAccessException => (error.Message, ExitCode.Failed),
            OperationCanceledException => ("Cancelled.", ExitCode.Failed),
            _ => (null, ExitCode.Failed),
        };
        return message is not null;
    }

    private static string Settings(IEnumerable<string> failures) =>
        "The settings are not valid:\n  " + string.Join("\n  ", failures);
}
