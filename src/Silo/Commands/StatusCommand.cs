using System.CommandLine;
using S3Rec.Contracts;
using S3Rec.Silo.Commands.Remote;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec status</c>: which models serve, how good their lists are, and how the training stands.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "Show what serves, its live quality and the training of the running service.");
        var address = ServiceAddress.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var service = address.Connect(parsed);
            var models = await service.GetModels(cancellationToken);
            var status = await service.GetStatus(cancellationToken);
            var training = await service.FindTraining(cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync(Model(models));
            foreach (var line in QualityText.Lines(status))
                await output.WriteLineAsync(line);
            await output.WriteLineAsync(training is null ? "Training: none yet." : Training(training));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Model(IReadOnlyList<ModelInfo> models) =>
        models.FirstOrDefault(static m => m.IsLive) is { } live
            ? $"Model: version {live.Version} is live, {MetricText.Line(MetricText.Headline(live.Metrics))}."
            : "Model: none is live; everybody gets popular items.";

    private static string Training(TrainingStatus status)
    {
        var phase = status.IsEnded ? $"{status.Phase}" : $"{status.Phase}, {status.Fraction:P0}";
        return $"Training: run {status.RunId}, {phase}. {status.Message}";
    }
}
