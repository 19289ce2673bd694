using System.Globalization;
using S3Rec.Model.Training;

namespace S3Rec.Silo.Hosting;

/// <summary>The ranges of a training recipe, as its options state them.</summary>
internal static class RecipeRules
{
    public static IReadOnlyList<string> Failures(TrainingOptions recipe)
    {
        var failures = new List<string>();
        void InRange(string name, double value, double min, double max)
        {
            if (!(value >= min && value <= max))
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"Recipe.{name} is {value}; it may be {min} to {max}."));
        }

        var (network, pretrain, finetune) = (recipe.Network, recipe.Pretrain, recipe.Finetune);
        InRange("Threads", recipe.Threads, 1, 1024);
        InRange("PretrainAfterGrowth", recipe.PretrainAfterGrowth, 0, double.MaxValue);
        InRange("GateTolerance", recipe.GateTolerance, 0, 1);
        InRange("Network.Hidden", network.Hidden, 1, 1024);
        InRange("Network.Layers", network.Layers, 1, 16);
        InRange("Network.Heads", network.Heads, 1, network.Hidden);
        InRange("Network.MaxLength", network.MaxLength, 2, 1024);
        InRange("Network.Dropout", network.Dropout, 0, 0.99);
        if (network.Heads > 0 && network.Hidden % network.Heads != 0)
            failures.Add($"Recipe.Network.Hidden is {network.Hidden}; it must be a multiple of Heads, {network.Heads}.");
        InRange("Pretrain.Epochs", pretrain.Epochs, 1, 1000);
        InRange("Pretrain.BatchSize", pretrain.BatchSize, 1, 10_000);
        InRange("Pretrain.LearningRate", pretrain.LearningRate, 1e-9, 1);
        InRange("Pretrain.MaskProbability", pretrain.MaskProbability, 0, 1);
        InRange("Finetune.Epochs", finetune.Epochs, 1, 1000);
        InRange("Finetune.BatchSize", finetune.BatchSize, 1, 10_000);
        InRange("Finetune.LearningRate", finetune.LearningRate, 1e-9, 1);
        InRange("Finetune.LogitsMax", finetune.LogitsMax, 1000, 1e9);
        InRange("Finetune.SampleAboveItems", finetune.SampleAboveItems, 1, int.MaxValue);
        InRange("Finetune.SampledItems", finetune.SampledItems, 1, 1_000_000);
        InRange("Finetune.Patience", finetune.Patience, 1, 1000);
        return failures;
    }
}
