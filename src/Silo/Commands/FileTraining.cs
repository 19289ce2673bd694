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
        int? bestEpoch = null;
        var checkpoint = await LongWork.Run(
            output, arguments.ProgressFile(parsed), TimeProvider.System,
            async progress =>
            {
                var steps = new Steps(progress);
                var trained = await ModelWork.Run(
                    () => train(trainer, data, from, steps, cancellationToken), cancellationToken);
                bestEpoch = steps.BestEpoch;
                return trained;
            });
        CheckpointFolder.Save(folder, checkpoint);
        await output.WriteLineAsync($"Wrote {folder}: {checkpoint.Info.Origin}.");
        if (bestEpoch is { } epoch)
            await output.WriteLineAsync($"Kept epoch {epoch}, the best by validation {Finetuner.DecidingMetric}.");
        if (checkpoint.Info.Metrics.Count > 0)
            await output.WriteLineAsync(MetricText.Line(checkpoint.Info.Metrics));
        return ExitCode.Ok;
    }

    /// <summary>Reports on the training thread, in order; <see cref="Progress{T}"/> would not.</summary>
    private sealed class Steps(IProgress<ProgressStep> progress) : IProgress<TrainingProgress>
    {
        private double _best = double.NegativeInfinity;

        /// <summary>The epoch the trainer keeps, the earliest of the best; null where nothing is validated.</summary>
        public int? BestEpoch { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (value.Stage == TrainingStage.Finetuning
                && value.Metrics.TryGetValue(Finetuner.DecidingMetric, out var metric) && metric > _best)
                (BestEpoch, _best) = (value.Epoch, metric);
            progress.Report(ProgressStep.Of(value));
        }
    }
}
