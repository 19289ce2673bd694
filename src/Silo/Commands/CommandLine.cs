using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3Rec.Silo.Commands;

/// <summary>The verbs of s3rec, and how their errors end: one message on the error stream and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Long enough to drain requests and to close the store after Ctrl-C.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    public static async Task<int> Run(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parsed = Root().Parse(args.Count == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var mistake in parsed.Errors)
                await error.WriteLineAsync(mistake.Message);
            await error.WriteLineAsync($"'{Usage(parsed)} --help' shows the usage.");
            return ExitCode.BadInput;
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TerminationTimeout,
        };
        try
        {
            var exitCode = await parsed.InvokeAsync(configuration, cancellationToken);
            return args.Count == 0 ? ExitCode.BadInput : exitCode;
        }
        catch (Exception e) when (ExpectedErrors.TryExplain(e, out var message, out var exitCode))
        {
            await error.WriteLineAsync(message);
            return exitCode;
        }
    }

    private static RootCommand Root() => new("An online sequential recommender that learns from what its users do.")
    {
        DemoCommand.Create(),
        ServeCommand.Create(),
        ImportCommand.Create(),
        PrepareCommand.Create(),
        NegativesCommand.Create(),
        PretrainCommand.Create(),
        FinetuneCommand.Create(),
        EvaluateCommand.Create(),
        RetrainCommand.Create(),
        StatusCommand.Create(),
        ModelsCommand.Create(),
        RollbackCommand.Create(),
        SplitCommand.Create(),
        RecordCommand.Create(),
        RecommendCommand.Create(),
        BenchCommand.Create(),
    };

    /// <summary>"s3rec", "s3rec import", "s3rec prepare csv".</summary>
    private static string Usage(ParseResult parsed)
    {
        var verbs = new Stack<string>();
        for (var result = parsed.CommandResult; result.Command is not RootCommand; result = (CommandResult)result.Parent!)
            verbs.Push(result.Command.Name);
        return string.Join(' ', verbs.Prepend("s3rec"));
    }
}
