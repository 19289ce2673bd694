using System.CommandLine;
using S3Rec.Silo.Hosting;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec serve</c>: one process that records, recommends and retrains, until Ctrl-C.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serve a store over HTTP: record, recommend, retrain.");
        var arguments = ServiceArguments.AddTo(command, CommonOptions.DefaultStore);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var app = ServiceHost.Build(settings => arguments.Apply(parsed, settings));
            var store = app.Services.GetRequiredService<ServiceSettings>().Store;
            await app.StartAsync(cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"S3Rec serves {store} at {app.Urls.First()}. Ctrl-C stops it.");
            await app.WaitForShutdownAsync(cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }
}
