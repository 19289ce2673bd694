using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

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

    /// <summary>A port whose default stands elsewhere: null when it is not given.</summary>
    public static Option<int?> OptionalPort(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "PORT" };
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
            : $"The file of progress, losses and metrics, one JSON object per line. [default: {folder}]",
        HelpName = "FILE",
    };

    public static Option<int> Count(string name, string description, int defaultCount, (int Min, int Max) range) =>
        Count(name, description, defaultCount, range.Min, range.Max);

    public static Option<int> Count(string name, string description, int defaultCount, int countMin, int countMax)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => defaultCount };
        option.Validators.Add(result => CheckRange(result, name, countMin, countMax));
        return option;
    }

    public static Option<double> Number(
        string name, string description, double defaultValue, (double Min, double Max) range) =>
        Number(name, description, defaultValue, range.Min, range.Max);

    public static Option<double> Number(string name, string description, double defaultValue, double min, double max)
    {
        var option = new Option<double>(name)
        {
            Description = description,
            HelpName = "X",
            DefaultValueFactory = _ => defaultValue,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && double.TryParse(token.Value, out var value) && !(value >= min && value <= max))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it may be {min} to {max}."));
        });
        return option;
    }

    public static void CheckRange(OptionResult result, string name, int min, int max)
    {
        // A value that is no number has an error already; reading it again would throw.
        if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && (value < min || value > max))
            result.AddError($"{name} is {value}; it may be {min} to {max}.");
    }
}
