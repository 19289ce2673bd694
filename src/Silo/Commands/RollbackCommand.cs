using System.CommandLine;
using S3Rec.Contracts;
using S3Rec.Silo.Commands.Remote;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec rollback [VERSION]</c>: makes an earlier model live again.</summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        var version = new Argument<int?>("VERSION")
        {
            Description = "The version to make live; without it, the newest before the live one that was live or was accepted.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("rollback", "Make an earlier model of the running service live again.") { version };
        var address = ServiceAddress.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(version) is { } asked)
                RequestRules.CheckVersion(asked);
            using var service = address.Connect(parsed);
            var target = parsed.GetValue(version) ?? Previous(await service.GetModels(cancellationToken));
            var live = await service.Activate(target, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Model {live.Version} is live.");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The newest earlier version that was live, or else one that was good enough to be. One that cannot be loaded does not
    /// count.</summary>
    public static int Previous(IReadOnlyList<ModelInfo> models)
    {
        var live = models.FirstOrDefault(static m => m.IsLive)?.Version
            ?? throw new CommandException("No model is live, so there is none to go back from.", ExitCode.Failed);
        var previous = models
            .Where(m => m.Version < live && m.Refusal is null && (m.LiveAt is not null || m.Verdict == ModelVerdict.Accepted))
            .MaxBy(static m => (m.LiveAt is not null, m.Version));
        return previous?.Version ?? throw new CommandException(
            $"No accepted model is older than the live version {live}. 's3rec models' lists all; name one to make it live.",
            ExitCode.Failed);
    }
}
