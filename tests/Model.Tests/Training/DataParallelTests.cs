using S3Rec.Model.Data;
using S3Rec.Model.Network;
using S3Rec.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Tests.Training;

/// <summary>Replicas of the network that share a step make of it what one network makes of it.</summary>
public sealed class DataParallelTests
{
    private static readonly SequenceData Data = Habits.Circle();
    private static readonly NetworkOptions Shape = new() { Hidden = 16, Layers = 2, MaxLength = 12, Dropout = 0 };

    [Fact]
    public void Batches_in_parts_train_what_whole_batches_train()
    {
        // Cross-entropy draws nothing, so that the parts hold what the whole holds; sums in another order differ by rounding.
        var (loss, weights) = Finetune(partCount: 1);
        var (lossOfParts, weightsOfParts) = Finetune(partCount: 3);
        Assert.Equal(loss, lossOfParts, 1e-4 * loss);
        Assert.All(weights.Zip(weightsOfParts), static pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void The_same_seed_and_threads_pretrain_the_same_weights()
    {
        var first = Pretrain(threads: 3);
        Assert.Equal(first, Pretrain(threads: 3));
        Assert.NotEqual(first, Pretrain(threads: 1));
    }

    [Fact]
    public void Embedded_items_give_the_table_the_gradient_that_autograd_gives_it()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        using var replica = network.Replica();
        replica.IsTraining = true;
        var items = tensor(new long[] { 3, 5, 3, 12 });
        var factors = rand(4, Shape.Hidden);
        foreach (var each in (S3RecNetwork[])[network, replica])
        {
            (each.EmbedItems(items) * factors).sum().backward();
            each.AddItemGradients();
        }

        Assert.Equal(
            network.ItemEmbeddings.grad!.data<float>().ToArray(), replica.ItemEmbeddings.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Replicas_have_the_weights_of_the_network_now_and_later()
    {
        using var network = Network();
        using var replica = network.Replica();
        using (no_grad())
        {
            network.ItemEmbeddings.zero_();
        }

        Assert.Equal(Weights(network), Weights(replica));
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_the_training_with_the_rate_to_lower()
    {
        using var network = Network();
        using (no_grad())
        {
            network.AttributeEmbeddings.fill_(float.NaN);
        }

        var reports = 0;
        var error = Assert.Throws<TrainingRefusedException>(() => Pretrainer.Run(
            network, Data, new PretrainOptions { Epochs = 3, LearningRate = 0.5 }, 12, seed: 1,
            new Recorder(p => reports += p.Epoch), TestContext.Current.CancellationToken));
        Assert.StartsWith(
            "The loss of epoch 1 is NaN: the training has diverged, with a learning rate of 0.5. Choose a smaller one", error.Message,
            StringComparison.Ordinal);
        Assert.Equal(0, reports);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_step_that_fails_leaves_a_network_that_can_be_used_and_trained(int partCount)
    {
        using var network = Network();
        var options = new FinetuneOptions { BatchSize = 20 };
        var batches = new FinetuneBatches(Data, options, 12, seed: 3);
        var (fails, token) = (true, TestContext.Current.CancellationToken);
        using var training = new DataParallel<FinetuneBatch>(
            network, 1e-3, partCount, (replica, batch) => fails && Finetuner.StepLoss(replica, batch, options) is not null
                ? throw new FormatException("once")
                : Finetuner.StepLoss(replica, batch, options));

        Assert.Throws<FormatException>(() => training.Epoch(1, seed: 1, batches.Epoch(1, partCount), Reporter(), token));
        Assert.False(network.IsTraining);

        fails = false;
        Assert.True(double.IsFinite(training.Epoch(1, seed: 1, batches.Epoch(1, partCount), Reporter(), token)));
    }

    [Fact]
    public void Live_tensors_stay_flat_over_the_steps_of_replicas()
    {
        using var network = Network();
        using var attributes = new AttributePairs(Data, CPU);
        var options = new PretrainOptions { BatchSize = 40 };
        using var training = new DataParallel<PretrainBatch>(
            network, 1e-3, partCount: 3, (replica, batch) => Pretrainer.Loss(replica, batch, attributes, options));
        training.BeginEpoch(1);
        var live = new List<long>();
        foreach (var batch in new PretrainBatches(Data, options, 12, seed: 1).Epoch(0, training.Parts))
        {
            training.Step(batch);
            live.Add(Tensor.TotalCount);
        }

        Assert.True(live.Count > 5);
        Assert.Equal(live[1], live[^1]);
    }

    /// <summary>Three epochs.</summary>
    private static (double Loss, float[] Weights) Finetune(int partCount)
    {
        var options = new FinetuneOptions { BatchSize = 20 };
        var batches = new FinetuneBatches(Data, options, 12, seed: 3);
        using var network = Network();
        using var training = new DataParallel<FinetuneBatch>(
            network, 1e-3, partCount, (replica, batch) => Finetuner.StepLoss(replica, batch, options));
        var loss = 0.0;
        for (var epoch = 0; epoch < 3; epoch++)
        {
            loss = training.Epoch(epoch, seed: 1, batches.Epoch(epoch, partCount), Reporter(), TestContext.Current.CancellationToken);
        }

        return (loss, Weights(network));
    }

    private static float[] Pretrain(int threads)
    {
        var options = new TrainingOptions
        {
            Network = Shape with { Dropout = 0.5 },
            Pretrain = new PretrainOptions { Epochs = 2, BatchSize = 48 },
            Threads = threads,
        };
        var checkpoint = new Trainer(options, TimeProvider.System).Pretrain(Data, null, null, TestContext.Current.CancellationToken);
        return [.. checkpoint.Weights.OrderBy(static w => w.Key, StringComparer.Ordinal).SelectMany(static w => w.Value.Values)];
    }

    private static EpochReporter Reporter() => new(TrainingStage.Finetuning, 3, 0, Data.Sequences.Length, progress: null);

    private static float[] Weights(S3RecNetwork network) =>
        [.. NetworkWeights.Export(network).Values.SelectMany(static w => w.Values)];

    private static S3RecNetwork Network()
    {
        manual_seed(2);
        return new S3RecNetwork(Shape, Habits.ItemCount, Data.Vocabulary.AttributeCount);
    }
}
