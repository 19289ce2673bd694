namespace S3Rec.Silo.Commands;

/// <summary>Ends a verb with a message for people and an exit code.</summary>
internal sealed class CommandException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The service asks to be tried again.</summary>
    public bool IsTransient { get; init; }
}
