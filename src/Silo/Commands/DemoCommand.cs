using System.CommandLine;
using S3Rec.Silo.Demo;
using S3Rec.Silo.Hosting;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec demo</c>: serves a generated shop; trains at the first start.</summary>
internal static class DemoCommand
{
    /// <summary>Not the one of serve: the shop does not belong among anybody's data.</summary>
    private const string DefaultStore = "./s3rec-demo";

    public static Command Create()
    {
        var command = new Command("demo", "Serve a small generated shop: loads it and trains on it at the first start.");
        var arguments = ServiceArguments.AddTo(command, DefaultStore);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var app = ServiceHost.Build(
                settings =>
                {
                    settings.Recipe = DemoRun.Recipe(settings.Recipe);
                    settings.Store = settings.Store == CommonOptions.DefaultStore ? DefaultStore : settings.Store;
                    arguments.Apply(parsed, settings);
                },
                isQuiet: true);
            return await new DemoRun(app, parsed.InvocationConfiguration.Output).Run(cancellationToken);
        });
        return command;
    }
}
