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
        var (data, before) = await ModelWork.Run(() => arguments.Load(parsed), cancellationToken);
        var from = await ModelWork.Run(() => arguments.From(parsed, data.Vocabulary), cancellationToken);
        await output.WriteLineAsync(
            $"{data.Users.Length} users, {data.InteractionCount} interactions{Before(before)}, {data.Vocabulary.ItemCount} items, "
            + $"{data.Vocabulary.AttributeCount} attributes.");
        if (from is not null && ItemOverlap.Of(from.Vocabulary, data.Vocabulary).Warning(arguments.FromPath(parsed)) is { } warning)
            await output.WriteLineAsync($"Warning: {warning}");

        var trainer = new Trainer(options, TimeProvider.System);
        var checkpoint = await Cancellable(options.StateFolder!, () => LongWork.Run(
            output, arguments.ProgressFile(parsed), TimeProvider.System,
            progress => ModelWork.Run(() => train(trainer, data, from, new Steps(progress), cancellationToken), cancellationToken)));
        var info = checkpoint.Info with { TrainedBefore = Later(before, from), Origin = checkpoint.Info.Origin + Before(before) };
        CheckpointFolder.Save(folder, checkpoint with { Info = info });
        await output.WriteLineAsync($"Wrote {folder}: {info.Origin}.");
        if (info.BestEpoch is { } epoch)
            await output.WriteLineAsync($"Kept epoch {epoch}, the best by validation {Finetuner.DecidingMetric}.");
        if (info.Metrics.Count > 0)
            await output.WriteLineAsync(MetricText.Line(info.Metrics));
        return ExitCode.Ok;
    }

    /// <summary>What the start was trained on is in the model too; not known of either, it is not known of the model.</summary>
    private static DateTimeOffset? Later(DateTimeOffset? before, Checkpoint? from)
    {
        if (before is null || from is null) return before;

        return from.Info.TrainedBefore < before ? before : from.Info.TrainedBefore;
    }

    private static string Before(DateTimeOffset? before) => before is { } moment ? $" before {TimedSequences.Text(moment)}" : "";

    /// <summary>The state of a run that was cut short stays: hours of training may lie in it.</summary>
    private static async Task<Checkpoint> Cancellable(string stateFolder, Func<Task<Checkpoint>> train)
    {
        try
        {
            return await train();
        }
        catch (OperationCanceledException) when (Directory.Exists(stateFolder))
        {
            throw new CommandException(
                $"Cancelled. The same command goes on after the last finished epoch, which is in {stateFolder}; delete that to begin anew.",
                ExitCode.Failed);
        }
    }

    /// <summary>Reports on the training thread, in order; <see cref="Progress{T}"/> would not.</summary>
    private sealed class Steps(IProgress<ProgressStep> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(ProgressStep.Of(value));
    }
}
