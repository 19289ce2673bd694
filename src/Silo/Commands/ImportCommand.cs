using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using S3Rec.Model.Data;
using S3Rec.Silo.Import;
using S3Rec.Silo.Progress;
using S3Rec.Storage.Embedded;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec import</c>: takes files of interactions and attributes into a store that no service has open.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var store = CommonOptions.Store();
        var interactions = new Option<string>("--interactions")
        {
            Description = "One user per line: 'user item item …', oldest first.",
            HelpName = "FILE",
            Required = true,
        };
        var times = new Option<string?>("--times")
        {
            Description =
                "When each interaction was: 'user time time …', in seconds since 1970-01-01 UTC. [default: NAME_times.txt beside NAME.txt when it "
                + "is there, else all have the time of the import]",
            HelpName = "FILE",
        };
        var attributes = new Option<string?>("--attributes")
        {
            Description = "The items' attributes: {\"item\": [attribute, …], …}.",
            HelpName = "FILE",
        };
        var allowUnknownItems = new Option<bool>("--allow-unknown-items")
        {
            Description = "Take attributes of which more than half are of items without interactions.",
        };
        var progressFile = CommonOptions.ProgressFile(null);
        var command = new Command(
            "import", "Take interactions and attributes from files into a store; all or nothing, and only once.")
        {
            store, interactions, times, attributes, allowUnknownItems, progressFile,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var interactionsPath = parsed.GetRequiredValue(interactions);
            var besidePath = TimeFiles.PathBeside(interactionsPath);
            var timesPath = parsed.GetValue(times) ?? (File.Exists(besidePath) ? besidePath : null);
            var result = await LongWork.Run(output, parsed.GetValue(progressFile), TimeProvider.System, async progress =>
            {
                var files = ImportFiles.Check(
                    interactionsPath, timesPath, parsed.GetValue(attributes), parsed.GetValue(allowUnknownItems), progress);
                var storage = new EmbeddedStorageOptions { Folder = parsed.GetValue(store)! };
                await using var embedded = EmbeddedStore.Open(storage, TimeProvider.System, NullLoggerFactory.Instance);
                return await files.ImportInto(embedded.Import, TimeProvider.System, progress, cancellationToken);
            });
            await output.WriteLineAsync(
                $"Imported {result.EventCount} interactions, {result.NewItemCount} new items and {result.NewAttributeCount} new "
                + $"attributes into {parsed.GetValue(store)}; {result.DuplicateCount} interactions were there already.");
            await output.WriteLineAsync(timesPath is null
                ? $"What was imported has the time of the import: there is no {besidePath}."
                : $"What was imported has the times of {timesPath}.");
            return ExitCode.Ok;
        });
        return command;
    }
}
