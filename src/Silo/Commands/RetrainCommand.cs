using System.CommandLine;
using S3Rec.Contracts;
using S3Rec.Silo.Commands.Remote;
using S3Rec.Silo.Progress;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec retrain [--wait]</c>: asks the running service for a training run.</summary>
internal static class RetrainCommand
{
    public static Command Create()
    {
        var wait = new Option<bool>("--wait") { Description = "Show the progress and return when the run has ended." };
        var progressFile = CommonOptions.ProgressFile(null);
        var command = new Command("retrain", "Ask the running service to train a model on all it has recorded.")
        {
            wait, progressFile,
        };
        var address = ServiceAddress.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var service = address.Connect(parsed);
            var output = parsed.InvocationConfiguration.Output;
            var asked = await service.Retrain(cancellationToken);
            if (!parsed.GetValue(wait))
            {
                await output.WriteLineAsync($"Training run {asked.RunId} is asked for. 's3rec status' shows how it stands.");
                return ExitCode.Ok;
            }

            var ended = await LongWork.Run(
                output, parsed.GetValue(progressFile), TimeProvider.System,
                progress => TrainingEnd.Await(service.FindTraining, asked, progress, TimeProvider.System, cancellationToken));
            return await Tell(ended, parsed.InvocationConfiguration);
        });
        return command;
    }

    /// <summary>A model that the gate rejected is an answer, not a failure: the run did what it is for.</summary>
    private static async Task<int> Tell(TrainingStatus ended, InvocationConfiguration streams)
    {
        var isDone = ended.Phase is TrainingPhase.Published or TrainingPhase.Rejected;
        var stream = isDone ? streams.Output : streams.Error;
        await stream.WriteLineAsync($"Training run {ended.RunId}: {ended.Phase.ToString().ToLowerInvariant()}. {ended.Message}");
        if (isDone && ended.Metrics.Count > 0)
            await stream.WriteLineAsync(MetricText.Line(ended.Metrics));
        return isDone ? ExitCode.Ok : ExitCode.Failed;
    }
}
