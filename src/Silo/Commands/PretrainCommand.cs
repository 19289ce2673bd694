using System.CommandLine;
using S3Rec.Model.Training;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec pretrain</c>: optimises the four self-supervised objectives on a data set in files.</summary>
internal static class PretrainCommand
{
    public static Command Create()
    {
        var defaults = new PretrainOptions();
        var command = new Command("pretrain", "Pretrain a model on a data set in files, by the four self-supervised objectives.");
        var arguments = new TrainingArguments(command, defaults.Epochs, "Prefixes per step.", defaults.BatchSize, defaults.LearningRate);
        var publishedNegatives = TrainingArguments.PublishedNegatives(
            "Draw segments and negatives of whole sequences, as published: what is held out for validation and test leaks into pretraining.");
        command.Options.Add(publishedNegatives);
        command.SetAction((parsed, cancellationToken) => FileTraining.Run(
            arguments, parsed,
            arguments.Options(parsed) with
            {
                Pretrain = defaults with
                {
                    Epochs = arguments.Epochs(parsed),
                    BatchSize = arguments.BatchSize(parsed),
                    LearningRate = arguments.LearningRate(parsed),
                    UseHeldOutForNegatives = parsed.GetValue(publishedNegatives),
                },
            },
            static (trainer, data, from, progress, token) => trainer.Pretrain(data, from, progress, token),
            cancellationToken));
        return command;
    }
}
