using System.CommandLine;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Training;
using S3Rec.Silo.Progress;

namespace S3Rec.Silo.Commands;

/// <summary>Trains on files and writes a checkpoint folder; what pretrain and finetune have in common.</summary>
internal static class FileTraining
{
    public delegate Checkpoint Train(
        Trainer trainer,
        SequenceData data,
        Checkpoint? from,
        IProgress<TrainingProgress> progress,
        CancellationToken cancellationToken);

    public static async Task<int> Run(
        TrainingArguments arguments,
        ParseResult parsed,
        TrainingOptions options,
        Train train,
        CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var folder = arguments.Out(parsed);
        var from = arguments.From(parsed);
        var data = arguments.Data.Load(parsed);
        await output.WriteLineAsync(
            $"{data.Users.Length} users, {data.InteractionCount} interactions, {data.Vocabulary.ItemCount} items, "
            + $"{data.Vocabulary.AttributeCount} attributes.");

        var trainer = new Trainer(options, TimeProvider.System);
        var checkpoint = await LongWork.Run(
            output, arguments.ProgressFile(parsed), TimeProvider.System,
            progress => ModelWork.Run(
                () => train(trainer, data, from, new Steps(progress), cancellationToken), cancellationToken));
        CheckpointFolder.Save(folder, checkpoint);
        await output.WriteLineAsync($"Wrote {folder}: {checkpoint.Info.Origin}.");
        if (checkpoint.Info.Metrics.Count > 0)
            await output.WriteLineAsync(MetricText.Line(checkpoint.Info.Metrics));
        return ExitCode.Ok;
    }

    /// <summary>Reports on the training thread, in order; <see cref="Progress{T}"/> would not.</summary>
    private sealed class Steps(IProgress<ProgressStep> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(ProgressStep.Of(value));
    }
}
