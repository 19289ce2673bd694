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
        var arguments = new TrainingArguments(command, defaults.Epochs, "Users per step on average.", defaults.BatchSize, defaults.LearningRate);
        var logitsMax = CommonOptions.Count(
            "--logits-max", "Scores that cross-entropy holds at a time; fewer fit a processor's cache, more keep a GPU busy.",
            (int)defaults.LogitsMax, RecipeRanges.LogitsMax);
        var sampleAbove = CommonOptions.Count(
            "--sample-above", "Items of a catalogue above which cross-entropy draws a sample for each step.",
            defaults.SampleAboveItems, RecipeRanges.SampleAboveItems);
        var sampledItems = CommonOptions.Count(
            "--sampled-items", "Items drawn for each step then.", defaults.SampledItems, RecipeRanges.SampledItems);
        var publishedNegatives = TrainingArguments.PublishedNegatives(
            $"With --loss {Bce}: never draw a user's held-out items as negatives, as published, which leaks validation and test into training.");
        var noBlend = new Option<bool>("--no-blend") { Description = "Keep the network alone, as published; look for no blend with untrained scores." };
        foreach (var option in (Option[])[loss, patience, logitsMax, sampleAbove, sampledItems, publishedNegatives, noBlend])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(publishedNegatives) is not null && result.GetResult(loss) is not { Tokens: [{ Value: Bce }] })
                result.AddError($"--published-negatives is given and --loss is not {Bce}; only {Bce} draws negatives.");
        });
        command.SetAction((parsed, cancellationToken) => FileTraining.Run(
            arguments, parsed,
            arguments.Options(parsed) with
            {
                Blend = !parsed.GetValue(noBlend),
                Finetune = defaults with
                {
                    Loss = parsed.GetValue(loss) == Bce ? FinetuneLoss.Bce : FinetuneLoss.CrossEntropy,
                    Epochs = arguments.Epochs(parsed),
                    BatchSize = arguments.BatchSize(parsed),
                    LearningRate = arguments.LearningRate(parsed),
                    Patience = parsed.GetValue(patience),
                    LogitsMax = parsed.GetValue(logitsMax),
                    SampleAboveItems = parsed.GetValue(sampleAbove),
                    SampledItems = parsed.GetValue(sampledItems),
                    UseHeldOutForNegatives = parsed.GetValue(publishedNegatives),
                },
            },
            static (trainer, data, from, progress, token) => trainer.Finetune(data, from, progress, token),
            cancellationToken));
        return command;
    }
}
