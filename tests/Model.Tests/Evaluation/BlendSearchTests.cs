using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;
using S3Rec.Model.Tests.Ranking;
using S3Rec.Model.Tests.Training;

namespace S3Rec.Model.Tests.Evaluation;

public sealed class BlendSearchTests
{
    private static readonly NetworkOptions Options = new() { Hidden = 16, Layers = 1, MaxLength = 12 };

    [Fact]
    public void Where_transitions_know_more_than_the_model_they_get_weight_and_the_choice_repeats()
    {
        var data = Habits.Circle();
        var weights = new CpuRankerWeights(Options, RandomNetwork.Create(Options, Habits.ItemCount, seed: 1));

        var first = Choose(weights, data);
        var second = Choose(weights, data);

        Assert.NotNull(first.Blend);
        Assert.True(first.Blend.TransitionWeight > 0);
        Assert.True(first.After > first.Before);
        Assert.Equal(first.Blend.TransitionWeight, second.Blend!.TransitionWeight);
        Assert.Equal(first.Blend.AttributeWeight, second.Blend.AttributeWeight);
        Assert.Equal(first.After, second.After);
    }

    [Fact]
    public void The_value_of_a_choice_is_that_of_the_blended_model_on_validation_targets()
    {
        var data = Habits.Circle();
        var weights = new CpuRankerWeights(Options, RandomNetwork.Create(Options, Habits.ItemCount, seed: 2));

        var choice = Choose(weights, data);

        double Of(CpuRankerWeights model) => Evaluator.Evaluate(
            model, data, HeldOut.Validation, new EvaluationOptions(), TestContext.Current.CancellationToken).Metrics["NDCG@20"];
        Assert.Equal(Of(weights), choice.Before);
        Assert.Equal(Of(weights.With(choice.Blend)), choice.After);
    }

    [Fact]
    public void A_blend_that_cannot_help_is_off()
    {
        // Nobody has two items to learn from, so there are no transitions, and no item has an attribute.
        var data = Habits.Circle() with
        {
            Sequences = [.. Enumerable.Range(1, 10).Select(static i => new[] { i, i + 1, i + 2 })],
            ItemAttributes = [.. Enumerable.Repeat(Array.Empty<int>(), Habits.ItemCount + 1)],
        };
        var weights = new CpuRankerWeights(Options, RandomNetwork.Create(Options, Habits.ItemCount, seed: 3));

        var choice = Choose(weights, data);

        Assert.Null(choice.Blend);
        Assert.Equal(choice.Before, choice.After);
    }

    private static BlendChoice Choose(CpuRankerWeights weights, SequenceData data) => BlendSearch.Choose(
        weights, ChallengerSet.OfTrainingParts(data), data, new EvaluationOptions(), TestContext.Current.CancellationToken);
}
