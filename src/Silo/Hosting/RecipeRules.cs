using System.Globalization;
using S3Rec.Model.Training;

namespace S3Rec.Silo.Hosting;

/// <summary>The ranges of a training recipe, as its options state them.</summary>
internal static class RecipeRules
{
    public static IReadOnlyList<string> Failures(TrainingOptions recipe)
    {
        var failures = new List<string>();
        void InRange(string name, double value, (double Min, double Max) range)
        {
            if (!(value >= range.Min && value <= range.Max))
            {
                failures.Add(string.Create(
                    CultureInfo.InvariantCulture, $"Recipe.{name} is {value}; it may be {range.Min} to {range.Max}."));
            }
        }

        var (network, pretrain, finetune) = (recipe.Network, recipe.Pretrain, recipe.Finetune);
        InRange("Threads", recipe.Threads, RecipeRanges.Threads);
        InRange("PretrainAfterGrowth", recipe.PretrainAfterGrowth, (0, double.MaxValue));
        InRange("GateTolerance", recipe.GateTolerance, (0, 1));
        InRange("Network.Hidden", network.Hidden, RecipeRanges.Hidden);
        InRange("Network.Layers", network.Layers, RecipeRanges.Layers);
        InRange("Network.Heads", network.Heads, RecipeRanges.Heads);
        InRange("Network.MaxLength", network.MaxLength, RecipeRanges.MaxLength);
        InRange("Network.Dropout", network.Dropout, RecipeRanges.Dropout);
        if (network.Heads > 0 && network.Hidden % network.Heads != 0)
            failures.Add($"Recipe.Network.Hidden is {network.Hidden}; it must be a multiple of Heads, {network.Heads}.");
        InRange("Pretrain.Epochs", pretrain.Epochs, RecipeRanges.Epochs);
        InRange("Pretrain.BatchSize", pretrain.BatchSize, RecipeRanges.BatchSize);
        InRange("Pretrain.LearningRate", pretrain.LearningRate, RecipeRanges.LearningRate);
        InRange("Pretrain.MaskProbability", pretrain.MaskProbability, (0, 1));
        InRange("Finetune.Epochs", finetune.Epochs, RecipeRanges.Epochs);
        InRange("Finetune.BatchSize", finetune.BatchSize, RecipeRanges.BatchSize);
        InRange("Finetune.LearningRate", finetune.LearningRate, RecipeRanges.LearningRate);
        InRange("Finetune.LogitsMax", finetune.LogitsMax, RecipeRanges.LogitsMax);
        InRange("Finetune.SampleAboveItems", finetune.SampleAboveItems, RecipeRanges.SampleAboveItems);
        InRange("Finetune.SampledItems", finetune.SampledItems, RecipeRanges.SampledItems);
        InRange("Finetune.Patience", finetune.Patience, RecipeRanges.Patience);
        InRange("Finetune.PatienceStepsMin", finetune.PatienceStepsMin, (0, 1_000_000));
        return failures;
    }
}
