using System.CommandLine;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec prepare csv</c>: any table of users, items and times.</summary>
internal static class PrepareCsvCommand
{
    private const string AttributesName = "--attributes";
    private const string AttributeColumnName = "--attribute-column";

    public static Command Create()
    {
        var interactions = PrepareArguments.RequiredFile("--interactions", "A CSV file with a header, plain or gzipped.");
        var user = Column("--user", "The column of the user's id.");
        var item = Column("--item", "The column of the item's id.");
        var time = Column("--time", "The column of the time: unix seconds or milliseconds, or ISO 8601.");
        var attributes = PrepareArguments.OptionalFile(AttributesName, "A CSV file with the items' attributes.");
        var attributeItem = new Option<string?>("--attribute-item")
        {
            Description = "The column of the item's id there; that of --item when absent.",
            HelpName = "COLUMN",
        };
        var attributeColumn = new Option<string?>(AttributeColumnName)
        {
            Description = "The column of the attributes.",
            HelpName = "COLUMN",
        };
        var separator = new Option<string>("--separator")
        {
            Description = "What stands between two attributes.",
            HelpName = "TEXT",
            DefaultValueFactory = static _ => "|",
        };
        var command = new Command("csv", "Prepare a table of users, items and times, with attributes from a second one.")
        {
            interactions, user, item, time, attributes, attributeItem, attributeColumn, separator,
        };
        var arguments = PrepareArguments.AddTo(command, Repeats.Keep);
        command.SetAction((parsed, cancellationToken) => arguments.Run(
            parsed,
            new CsvSource
            {
                Interactions = parsed.GetRequiredValue(interactions),
                UserColumn = parsed.GetRequiredValue(user),
                ItemColumn = parsed.GetRequiredValue(item),
                TimeColumn = parsed.GetRequiredValue(time),
                Attributes = Attributes(
                    parsed.GetValue(attributes),
                    parsed.GetValue(attributeItem) ?? parsed.GetRequiredValue(item),
                    parsed.GetValue(attributeColumn),
                    parsed.GetRequiredValue(separator)),
            },
            cancellationToken));
        return command;
    }

    private static CsvAttributes? Attributes(string? path, string item, string? column, string separator) => (path, column) switch
    {
        (null, null) => null,
        ({ } file, { } attributes) => new CsvAttributes(file, item, attributes, separator),
        _ => throw new CommandException(
            $"{AttributesName} and {AttributeColumnName} belong together; give both or none.", ExitCode.BadInput),
    };

    private static Option<string> Column(string name, string description) =>
        new(name) { Description = description, HelpName = "COLUMN", Required = true };
}
