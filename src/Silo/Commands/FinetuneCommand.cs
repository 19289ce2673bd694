using System.CommandLine;
using S3Rec.Model.Training;
using S3Rec.Silo.Hosting;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec finetune</c>: optimises next-item prediction on a data set in files.</summary>
internal static class FinetuneCommand
{
    private const string CrossEntropy = "cross-entropy";
    private const string Bce = "bce";

    public static Command Create()
    {
        var defaults = new FinetuneOptions();
        var loss = new Option<string>("--loss")
        {
            Description =
                $"'{CrossEntropy}' over the whole catalogue, or '{Bce}' with one sampled negative per position, as published.",
            HelpName = "LOSS",
            DefaultValueFactory = static _ => CrossEntropy,
        };
        loss.AcceptOnlyFromAmong(CrossEntropy, Bce);
        var patience = CommonOptions.Count(
            "--patience", $"Epochs without a better validation {Finetuner.DecidingMetric} after which training stops.",
            defaults.Patience, RecipeRanges.Patience);
        var command = new Command("finetune", "Train a model on a data set in files to predict the next item.");
        var arguments = new TrainingArguments(command, defaults.Epochs, defaults.BatchSize, defaults.LearningRate);
        command.Options.Add(loss);
        command.Options.Add(patience);
        command.SetAction((parsed, cancellationToken) => FileTraining.Run(
            arguments, parsed,
            arguments.Options(parsed) with
            {
                Finetune = defaults with
                {
                    Loss = parsed.GetValue(loss) == Bce ? FinetuneLoss.Bce : FinetuneLoss.CrossEntropy,
                    Epochs = arguments.Epochs(parsed),
                    BatchSize = arguments.BatchSize(parsed),
                    LearningRate = arguments.LearningRate(parsed),
                    Patience = parsed.GetValue(patience),
                },
            },
            static (trainer, data, from, progress, token) => trainer.Finetune(data, from, progress, token),
            cancellationToken));
        return command;
    }
}
