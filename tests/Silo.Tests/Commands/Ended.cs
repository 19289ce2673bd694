using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Tests.Commands;

/// <summary>How a verb ended, run in this process.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public static async Task<Ended> Run(CancellationToken cancellationToken, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.Run(args, output, error, cancellationToken);
        return new Ended(exitCode, output.ToString(), error.ToString());
    }
}
