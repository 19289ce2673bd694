using System.CommandLine;
using S3Rec.Model.Data.Preparation;
using S3Rec.Silo.Progress;

namespace S3Rec.Silo.Commands;

/// <summary>What the verbs of prepare are told alike, and how they run and end.</summary>
internal sealed class PrepareArguments
{
    private readonly Option<string> _out = new("--out")
    {
        Description = "The folder to write to.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _name = new("--name")
    {
        Description = "The data set, written as NAME.txt.",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<int> _minCount = CommonOptions.Count(
        "--min-count", "Interactions a user and an item need to stay.", 5, 1, 1_000_000);

    private readonly Option<int> _attributeMinCount = CommonOptions.Count(
        "--attribute-min-count", "Items an attribute needs to stay.", 1, 1, 1_000_000);

    private readonly Option<string> _repeats;
    private readonly Option<string?> _progressFile = CommonOptions.ProgressFile(null);

    private PrepareArguments(Repeats repeats)
    {
        _repeats = new Option<string>("--repeats")
        {
            Description = "What becomes of an item that a user took again: 'keep' it, or keep the 'first' time only.",
            DefaultValueFactory = _ => repeats == Repeats.Keep ? "keep" : "first",
        };
        _repeats.AcceptOnlyFromAmong("keep", "first");
        _name.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && (token.Value.Length == 0 || token.Value != Path.GetFileName(token.Value)))
                result.AddError($"--name is '{token.Value}'; it is the beginning of file names and cannot name a folder.");
        });
    }

    public static PrepareArguments AddTo(Command command, Repeats repeats)
    {
        var arguments = new PrepareArguments(repeats);
        foreach (var option in (Option[])[arguments._out, arguments._name, arguments._minCount, arguments._repeats,
            arguments._attributeMinCount, arguments._progressFile])
        {
            command.Options.Add(option);
        }

        return arguments;
    }

    public static Option<string> RequiredFile(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE", Required = true };

    public static Option<string?> OptionalFile(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };

    public static Option<double> RatingAbove() => CommonOptions.Number(
        "--rating-above", "Leave out reviews rated this or lower.", 0, 0, 5);

    public async Task<int> Run(ParseResult parsed, IPreparationSource source, CancellationToken cancellationToken)
    {
        var options = new PreparationOptions
        {
            Folder = parsed.GetRequiredValue(_out),
            Name = parsed.GetRequiredValue(_name),
            CountMin = parsed.GetValue(_minCount),
            AttributeItemsMin = parsed.GetValue(_attributeMinCount),
            Repeats = parsed.GetValue(_repeats) == "keep" ? Repeats.Keep : Repeats.First,
        };
        var streams = parsed.InvocationConfiguration;
        var result = await LongWork.Run(streams.Output, parsed.GetValue(_progressFile), TimeProvider.System, progress => Task.Run(
            () => Preparation.Run(source, options, new PreparationSteps(progress), cancellationToken), cancellationToken));

        await TellUnread(result.Unread, streams.Error);
        var attributes = source.HasAttributes
            ? $"{result.Attributes} attributes, {result.ItemsWithoutAttributes} items without"
            : "no attributes";
        await streams.Output.WriteLineAsync(
            $"Wrote {Path.Combine(options.Folder, options.Name)}.txt: {result.Users} users, {result.Items} items, "
            + $"{result.Interactions} of {result.InteractionsRead} interactions, {attributes}.");
        return ExitCode.Ok;
    }

    /// <summary>Lines left out are a warning, not a failure: the data set is what could be read.</summary>
    private static async Task TellUnread(IEnumerable<UnreadLines> files, TextWriter error)
    {
        foreach (var file in files)
        {
            await error.WriteLineAsync($"{file.Path}: {file.Count} lines could not be read and are left out.");
            foreach (var line in file.First)
                await error.WriteLineAsync($"  line {line.Number}: {line.Reason}");
            if (file.Count > file.First.Count)
                await error.WriteLineAsync($"  and {file.Count - file.First.Count} more.");
        }
    }
}
