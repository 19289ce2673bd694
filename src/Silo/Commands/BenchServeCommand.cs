using System.CommandLine;
using S3Rec.Model.Data;
using S3Rec.Silo.Commands.Remote;
using S3Rec.Silo.Load;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec bench serve</c>: what a running service answers under load.</summary>
internal static class BenchServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Put a load on a running service, and measure what it answers.");
        var data = DataArguments.AddTo(command);
        var address = ServiceAddress.AddTo(command);
        var arguments = LoadArguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var plan = arguments.Plan(parsed);
            var (users, taken) = Read(data, parsed);
            await using var target = await arguments.Connect(parsed, address.Locate(parsed), cancellationToken);
            var mix = new LoadMix(arguments.Select(parsed, users), taken, arguments.RecordShare(parsed), plan.Seed);
            var settings = $"{data.Name(parsed)} {arguments.Describe(parsed)}";
            var report = await arguments.Run(parsed, target, plan, mix).Run(settings, cancellationToken);

            foreach (var line in LoadText.Lines(report))
                await parsed.InvocationConfiguration.Output.WriteLineAsync(line);
            if (arguments.JsonPath(parsed) is { } path)
                await File.WriteAllTextAsync(path, report.ToJson(), cancellationToken);
            return report.IsSound ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    /// <returns>The users, and every item as often as it was taken.</returns>
    private static (string[] Users, string[] Taken) Read(DataArguments data, ParseResult parsed)
    {
        UserLine[] lines = [.. SequenceFiles.Read(SequenceFiles.InteractionsPath(data.Folder(parsed), data.Name(parsed)))];
        return ([.. lines.Select(static line => line.User)], [.. lines.SelectMany(static line => line.Items)]);
    }
}
