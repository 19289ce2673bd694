using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Network;
using S3Rec.Model.Training;

namespace S3Rec.Model.Tests.Training;

public sealed class RetrainTests
{
    private static readonly SequenceData Data = Habits.Circle();
    private static readonly TrainingOptions Options = new()
    {
        Network = new NetworkOptions { Hidden = 16, Layers = 1, MaxLength = 12, Dropout = 0.1 },
        Pretrain = new PretrainOptions { Epochs = 1 },
        Finetune = new FinetuneOptions { Epochs = 40, BatchSize = 16, LearningRate = 1e-2 },
        Threads = 1,
    };

    [Fact]
    public void A_model_has_every_figure_in_its_metrics_and_is_accepted_only_above_all_challengers()
    {
        var model = Retrain(Data, 500, live: null);
        var metrics = model.Checkpoint.Info.Metrics;
        var challengers = metrics.Where(static m => m.Key.EndsWith(".NDCG@10", StringComparison.Ordinal) && !m.Key.Contains("validation"))
            .ToDictionary();

        Assert.Contains("popularity.NDCG@10", challengers);
        Assert.True(metrics["NDCG@10"] > metrics["popularity.NDCG@10"]);
        Assert.Equal(metrics["NDCG@10"] is 1 || challengers.Values.Max() < metrics["NDCG@10"], model.Verdict.IsAccepted);
        Assert.Contains("validation.NDCG@20", metrics);
        Assert.Equal((500, 500), (model.Checkpoint.Info.LogOffset, model.Checkpoint.Info.PretrainedAtLogOffset));
    }

    [Fact]
    public void A_model_no_better_than_popularity_is_rejected()
    {
        // Everybody takes the same five items in random order: there is nothing to know but their popularity.
        var random = new Random(3);
        var noise = Data with { Sequences = [.. Data.Sequences.Select(_ => Shuffled(random, 1, 2, 3, 4, 5))] };
        var once = new Trainer(Options with { Blend = false, Finetune = Options.Finetune with { Epochs = 1, LearningRate = 1e-6 } }, TimeProvider.System);
        var model = once.Retrain(noise, 100, live: null, progress: null, TestContext.Current.CancellationToken);
        Assert.False(model.Verdict.IsAccepted, model.Verdict.Reason);
        Assert.Contains("untrained popularity", model.Verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Pretraining_is_repeated_only_when_the_log_has_grown_enough()
    {
        var first = Retrain(Data, 1000, live: null).Checkpoint;
        Assert.DoesNotContain(TrainingStage.Pretraining, StagesOf(1200, first));
        Assert.Contains(TrainingStage.Pretraining, StagesOf(1201, first));
    }

    [Fact]
    public void A_live_model_of_another_shape_is_compared_with_but_not_started_from()
    {
        var wide = new Trainer(Options with { Network = Options.Network with { Hidden = 24 } }, TimeProvider.System);
        var live = wide.Retrain(Data, 100, null, null, TestContext.Current.CancellationToken).Checkpoint;
        var next = Retrain(Data, 100, live);
        Assert.Equal(16, next.Checkpoint.Network.Hidden);
        Assert.Contains("live.NDCG@10", next.Checkpoint.Info.Metrics);
    }

    [Fact]
    public void A_live_model_that_does_not_know_the_newest_items_can_be_gone_on_from()
    {
        var older = Retrain(Data, 100, live: null).Checkpoint;
        var grown = Data with
        {
            Vocabulary = new Vocabulary(["new-item", .. Data.Vocabulary.Items], Data.Vocabulary.Attributes),
            Sequences = [.. Data.Sequences.Select(static s => s.Select(static i => i + 1).ToArray())],
            ItemAttributes = [[], [1], .. Data.ItemAttributes[1..]],
        };
        var metrics = Retrain(grown, 110, older).Checkpoint.Info.Metrics;

        // By id, the older model ranks the shifted rows as it ranked its own.
        Assert.Equal(older.Info.Metrics["NDCG@10"], metrics["live.NDCG@10"], 1e-12);
    }

    [Theory]
    [InlineData(0.30, null, 0.10, "accepted: NDCG@10 0.300000 beats popularity's 0.100000; no model was live.")]
    [InlineData(0.30, 0.29, 0.10, "accepted: NDCG@10 0.300000 beats popularity's 0.100000; the live model has 0.290000.")]
    [InlineData(0.29, 0.30, 0.10, "accepted: NDCG@10 0.290000 beats popularity's 0.100000; the live model has 0.300000.")]
    [InlineData(0.28, 0.30, 0.10, "rejected: NDCG@10 0.280000 is below 0.285000, the live model's 0.300000 less 5 %.")]
    [InlineData(0.10, null, 0.10, "rejected: NDCG@10 0.100000 does not beat the untrained popularity's 0.100000.")]
    [InlineData(1.00, null, 1.00, "accepted: NDCG@10 1.000000 beats popularity's 1.000000; no model was live.")]
    public void The_gate_says_why(double candidate, double? live, double popularity, string reason)
    {
        var verdict = Gate.Judge(candidate, live, new Dictionary<string, double> { ["popularity"] = popularity }, tolerance: 0.05);
        Assert.Equal(reason, verdict.Reason);
        Assert.Equal(reason.StartsWith("accepted", StringComparison.Ordinal), verdict.IsAccepted);
    }

    private static TrainedModel Retrain(SequenceData data, long offset, Checkpoint? live, IProgress<TrainingProgress>? progress = null) =>
        new Trainer(Options, TimeProvider.System).Retrain(data, offset, live, progress, TestContext.Current.CancellationToken);

    private static List<TrainingStage> StagesOf(long offset, Checkpoint live)
    {
        var stages = new List<TrainingStage>();
        Retrain(Data, offset, live, new Recorder(p => stages.Add(p.Stage)));
        return stages;
    }

    private static int[] Shuffled(Random random, params int[] items)
    {
        random.Shuffle(items);
        return items;
    }
}
