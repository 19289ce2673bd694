using System.Diagnostics;
using System.Reflection;

namespace S3Rec.EndToEnd;

/// <summary>The executable, as a user runs it.</summary>
internal static class S3RecProgram
{
    private static readonly string Path = typeof(S3RecProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static metadata => metadata.Key == "S3RecProgram").Value!;

    /// <summary>A recipe that trains the small data of these tests in seconds, as environment variables.</summary>
    private static readonly Dictionary<string, string> Recipe = new()
    {
        ["S3Rec__Recipe__Threads"] = "1",
        ["S3Rec__Recipe__GateTolerance"] = "0.5",
        ["S3Rec__Recipe__Network__Hidden"] = "16",
        ["S3Rec__Recipe__Network__MaxLength"] = "12",
        ["S3Rec__Recipe__Network__Dropout"] = "0.1",
        ["S3Rec__Recipe__Pretrain__Epochs"] = "1",
        ["S3Rec__Recipe__Finetune__Epochs"] = "15",
        ["S3Rec__Recipe__Finetune__BatchSize"] = "16",
        ["S3Rec__Recipe__Finetune__LearningRate"] = "0.01",
    };

    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Recipe)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<Ended> Run(CancellationToken cancellationToken, params string[] args)
    {
        using var process = Start(args);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new Ended(process.ExitCode, await output, await error);
    }
}

/// <summary>How a verb ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error);
