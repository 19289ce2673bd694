using System.CommandLine;
using S3Rec.Model.Data;

namespace S3Rec.Silo.Commands;

/// <summary><c>--data</c> and <c>--name</c>: a data set in the published file formats.</summary>
internal sealed class DataArguments
{
    private readonly Option<string> _folder = new("--data")
    {
        Description = "The folder of the data set.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _name = new("--name")
    {
        Description = "The data set: NAME.txt and, when it is there, NAME_item2attributes.json.",
        HelpName = "NAME",
        Required = true,
    };

    public static DataArguments AddTo(Command command)
    {
        var arguments = new DataArguments();
        command.Options.Add(arguments._folder);
        command.Options.Add(arguments._name);
        return arguments;
    }

    public string Folder(ParseResult parsed) => parsed.GetRequiredValue(_folder);

    public string Name(ParseResult parsed) => parsed.GetRequiredValue(_name);

    /// <param name="parsed">The command line.</param>
    /// <param name="vocabulary">The rows of a checkpoint that must fit; null to make new ones.</param>
    public SequenceData Load(ParseResult parsed, Vocabulary? vocabulary = null) =>
        DataSet.Load(parsed.GetRequiredValue(_folder), parsed.GetRequiredValue(_name), vocabulary);
}
