using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3Rec.Silo.Commands;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    public const int DefaultPort = 8080;

    public const string DefaultStore = "./s3rec-store";

    public static Option<int> Port(string name, string description, int defaultPort)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = "PORT",
            DefaultValueFactory = _ => defaultPort,
        };
        option.Validators.Add(result => CheckRange(result, name, 1, 65535));
        return option;
    }

    public static Option<string> Store() => new("--store")
    {
        Description = "The folder of the event log, the catalogue and the models.",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultStore,
    };

    /// <param name="folder">Where it is written when it is not named, for people; null when it is not written then.</param>
    public static Option<string?> ProgressFile(string? folder) => new("--progress-file")
    {
        Description = folder is null
            ? "Also write the progress to this file, one JSON object per line."
            : $"The file of progress, losses and metrics, one JSON object per line; {Progress.ProgressFile.DefaultName} in {folder} when absent.",
        HelpName = "FILE",
    };

    public static Option<int> Count(string name, string description, int defaultCount, int countMin, int countMax)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => defaultCount };
        option.Validators.Add(result => CheckRange(result, name, countMin, countMax));
        return option;
    }

    private static void CheckRange(OptionResult result, string name, int min, int max)
    {
        // A value that is no number has an error already; reading it again would throw.
        if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && (value < min || value > max))
            result.AddError($"{name} is {value}; it may be {min} to {max}.");
    }
}
