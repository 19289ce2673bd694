using System.CommandLine;
using System.CommandLine.Parsing;
using S3Rec.Model.Data;

namespace S3Rec.Silo.Commands;

/// <summary><c>--data</c> and <c>--name</c>: a data set in the published file formats.</summary>
internal sealed class DataArguments
{
    private readonly Option<string> _folder;
    private readonly Option<string> _name;

    private DataArguments(bool isRequired)
    {
        _folder = new("--data") { Description = "The folder of the data set.", HelpName = "DIR", Required = isRequired };
        _name = new("--name")
        {
            Description = "The data set: NAME.txt and, when it is there, NAME_item2attributes.json.",
            HelpName = "NAME",
            Required = isRequired,
        };
    }

    /// <param name="command">The verb.</param>
    /// <param name="isRequired">False when the verb checks with <see cref="CountGiven"/> what it is told.</param>
    public static DataArguments AddTo(Command command, bool isRequired = true)
    {
        var arguments = new DataArguments(isRequired);
        command.Options.Add(arguments._folder);
        command.Options.Add(arguments._name);
        return arguments;
    }

    public string Folder(ParseResult parsed) => parsed.GetRequiredValue(_folder);

    public string Name(ParseResult parsed) => parsed.GetRequiredValue(_name);

    /// <summary>How many of the two options stand on the command line.</summary>
    public int CountGiven(CommandResult result) =>
        ((Option[])[_folder, _name]).Count(option => result.GetResult(option) is { Tokens.Count: > 0 });

    public SequenceData Load(ParseResult parsed) => DataSet.Load(Folder(parsed), Name(parsed));

    /// <summary>The same with NAME_times.txt.</summary>
    public TimedSequences LoadTimes(ParseResult parsed, SequenceData data) =>
        new(data, Array.ConvertAll(DataSet.LoadTimes(Folder(parsed), Name(parsed), data), Milliseconds));

    private static long[] Milliseconds(long[] seconds) => Array.ConvertAll(seconds, static second => second * 1000);
}
