using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Network;
using S3Rec.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Tests.Training;

public sealed class ConvergenceTests
{
    private static readonly SequenceData Data = Habits.Circle();
    private static readonly NetworkOptions Shape = new() { Hidden = 16, Layers = 1, MaxLength = 12, Dropout = 0.1 };
    private static readonly Dictionary<string, double> NoMetrics = new() { [Finetuner.DecidingMetric] = 0 };

    [Theory]
    [InlineData(FinetuneLoss.CrossEntropy, 0.95)]
    [InlineData(FinetuneLoss.Bce, 0.5)]
    public void Finetuning_learns_what_comes_next(FinetuneLoss loss, double shareAtLeast)
    {
        using var network = Network();
        var options = new FinetuneOptions { Loss = loss, Epochs = 60, Patience = 60, BatchSize = 16, LearningRate = 1e-2 };
        Finetuner.Run(network, Data, options, 12, seed: 1, static _ => NoMetrics, progress: null, TestContext.Current.CancellationToken);
        Assert.InRange(ShareOfNextItemsFirst(network), shareAtLeast, 1);
    }

    [Fact]
    public void Finetuning_learns_from_a_sample_of_the_catalogue()
    {
        using var network = Network();
        var options = new FinetuneOptions
        {
            Epochs = 60, Patience = 60, BatchSize = 16, LearningRate = 1e-2, SampleAboveItems = 1, SampledItems = 4,
        };
        Finetuner.Run(network, Data, options, 12, seed: 1, static _ => NoMetrics, progress: null, TestContext.Current.CancellationToken);
        Assert.InRange(ShareOfNextItemsFirst(network), 0.9, 1);
    }

    [Fact]
    public void Pretraining_lowers_its_loss()
    {
        using var network = Network();
        var losses = new List<double>();
        var progress = new Recorder(p => losses.Add(p.Loss ?? double.NaN));
        Pretrainer.Run(network, Data, new PretrainOptions { Epochs = 10, BatchSize = 20, LearningRate = 1e-2 }, 12, seed: 1, progress, TestContext.Current.CancellationToken);
        Assert.True(losses[^1] < 0.8 * losses.First(static l => !double.IsNaN(l)), $"{losses[^1]}");
        Assert.False(network.IsTraining);
    }

    [Fact]
    public void Data_without_attributes_can_be_pretrained()
    {
        var bare = Data with
        {
            Vocabulary = new Vocabulary(Data.Vocabulary.Items, []),
            ItemAttributes = [.. Data.ItemAttributes.Select(static _ => Array.Empty<int>())],
        };
        using var network = new S3RecNetwork(Shape, Habits.ItemCount, attributeCount: 0);
        Pretrainer.Run(network, bare, new PretrainOptions { Epochs = 1 }, 12, seed: 1, null, TestContext.Current.CancellationToken);
        Assert.All(NetworkWeights.Export(network).Values.SelectMany(static w => w.Values), static v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void The_best_epoch_is_kept_and_patience_ends_the_run()
    {
        double[] scores = [0.1, 0.3, 0.2, 0.25, 0.29, 0.9];
        var seen = new List<IReadOnlyDictionary<string, WeightTensor>>();
        using var network = Network();
        var result = Finetuner.Run(
            network, Data, new FinetuneOptions { Epochs = 100, Patience = 3, PatienceStepsMin = 0 }, 12, seed: 1,
            weights =>
            {
                seen.Add(weights);
                return new Dictionary<string, double> { [Finetuner.DecidingMetric] = scores[seen.Count - 1] };
            },
            progress: null, TestContext.Current.CancellationToken);

        Assert.Equal(5, seen.Count);
        Assert.Equal(2, result.BestEpoch);
        Assert.Same(seen[1], result.Weights);
        Assert.Equal(0.3, result.Metrics[Finetuner.DecidingMetric]);
    }

    [Fact]
    public void Where_epochs_are_short_patience_lasts_a_number_of_steps()
    {
        // 60 users in batches of 30 are two steps an epoch: twenty steps are ten epochs after the first.
        var epochs = 0;
        using var network = Network();
        Finetuner.Run(
            network, Data, new FinetuneOptions { Epochs = 100, Patience = 3, PatienceStepsMin = 20, BatchSize = 30 }, 12, seed: 1,
            _ => new Dictionary<string, double> { [Finetuner.DecidingMetric] = epochs++ == 0 ? 1 : 0 },
            states: null, progress: null, TestContext.Current.CancellationToken);
        Assert.Equal(11, epochs);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        float[] Train()
        {
            using var network = Network();
            return Finetuner.Run(
                network, Data, new FinetuneOptions { Epochs = 2, BatchSize = 16 }, 12, seed: 4, static _ => NoMetrics, null,
                TestContext.Current.CancellationToken).Weights["item_embeddings.weight"].Values;
        }

        Assert.Equal(Train(), Train());
    }

    [Fact]
    public void A_cancelled_run_ends_at_the_next_step()
    {
        using var cancel = new CancellationTokenSource();
        using var network = Network();
        var steps = 0;
        var progress = new Recorder(_ =>
        {
            steps++;
            cancel.Cancel();
        });
        Assert.Throws<OperationCanceledException>(
            () => Pretrainer.Run(network, Data, new PretrainOptions { BatchSize = 4 }, 12, 1, progress, cancel.Token));
        Assert.Equal(1, steps);
    }

    [Fact]
    public void Live_tensors_stay_flat_over_epochs()
    {
        using var network = Network();
        var live = new List<long>();
        var progress = new Recorder(_ => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        Pretrainer.Run(network, Data, new PretrainOptions { Epochs = 6, BatchSize = 50 }, 12, 1, progress, TestContext.Current.CancellationToken);
        Assert.True(live.Count > 6);
        Assert.Equal(live[1], live[^2]);
    }

    [Fact]
    public void Data_with_nothing_to_learn_from_is_an_error_that_counts_the_users()
    {
        var thin = Data with { Users = ["a"], Sequences = [[1, 2, 3]] };
        using var network = Network();
        var error = Assert.Throws<TrainingRefusedException>(() => Finetuner.Run(
            network, thin, new FinetuneOptions(), 12, 1, static _ => NoMetrics, null, TestContext.Current.CancellationToken));
        Assert.StartsWith("None of the 1 users has 4 interactions", error.Message, StringComparison.Ordinal);
    }

    private static S3RecNetwork Network()
    {
        manual_seed(2);
        return new S3RecNetwork(Shape, Habits.ItemCount, Data.Vocabulary.AttributeCount);
    }

    private static double ShareOfNextItemsFirst(S3RecNetwork network)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var hits = 0;
        for (var item = 1; item <= Habits.ItemCount; item++)
        {
            var history = new long[] { (item + Habits.ItemCount - 2) % Habits.ItemCount + 1, item };
            var encoded = network.Encode(tensor(history, [1, 2]), causal: true).select(1, 1);
            var scores = matmul(encoded, network.ItemEmbeddings.narrow(0, 1, Habits.ItemCount).t());
            hits += scores.argmax().ToInt64() + 1 == item % Habits.ItemCount + 1 ? 1 : 0;
        }

        return (double)hits / Habits.ItemCount;
    }
}
