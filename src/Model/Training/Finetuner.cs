using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Network;
using static TorchSharp.torch;

namespace S3Rec.Model.Training;

// Shapes: B users, T items in each, C width, N positions with a next item.

/// <summary>The weights of the best epoch, and what they scored on validation.</summary>
public sealed record FinetuneResult(
    int BestEpoch, IReadOnlyDictionary<string, WeightTensor> Weights, IReadOnlyDictionary<string, double> Metrics);

/// <summary>Optimises next-item prediction, section 4.4, until validation stops getting better.</summary>
public static class Finetuner
{
    /// <summary>The metric that decides which epoch is best, as published.</summary>
    public const string DecidingMetric = "NDCG@20";

    /// <summary>Trains the network in place.</summary>
    /// <param name="network">Any weights, pretrained ones for S3-Rec; left with those of the last epoch.</param>
    /// <param name="data">Held-out items are left out of it.</param>
    /// <param name="options">How.</param>
    /// <param name="maxLength">The network's L.</param>
    /// <param name="seed">Decides batches, negatives and dropout.</param>
    /// <param name="validate">Metrics of weights on the validation targets; must contain <see cref="DecidingMetric"/>.</param>
    /// <param name="progress">Told after steps and after every epoch.</param>
    /// <param name="cancellationToken">Ends training within one step.</param>
    /// <returns>The best epoch.</returns>
    /// <exception cref="TrainingRefusedException">No user has two items to learn from and two to hold out.</exception>
    public static FinetuneResult Run(
        S3RecNetwork network, SequenceData data, FinetuneOptions options, int maxLength, int seed,
        Func<IReadOnlyDictionary<string, WeightTensor>, IReadOnlyDictionary<string, double>> validate,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        Run(network, data, options, maxLength, seed, validate, states: null, progress, cancellationToken);

    /// <inheritdoc cref="Run(S3RecNetwork, SequenceData, FinetuneOptions, int, int, Func{IReadOnlyDictionary{string, WeightTensor}, IReadOnlyDictionary{string, double}}, IProgress{TrainingProgress}?, CancellationToken)"/>
    /// <param name="states">Where the state is kept after every epoch, and read from at the start; null to keep none.</param>
    internal static FinetuneResult Run(
        S3RecNetwork network, SequenceData data, FinetuneOptions options, int maxLength, int seed,
        Func<IReadOnlyDictionary<string, WeightTensor>, IReadOnlyDictionary<string, double>> validate, TrainingStateFolder? states,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (!data.Sequences.Any(static items => items.Length > LeaveOneOut.ItemsMin))
        {
            throw new TrainingRefusedException(
                $"None of the {data.Sequences.Length} users has {LeaveOneOut.ItemsMin + 1} interactions: two to learn from, one to "
                + "validate with and one to test with. Record more interactions, then train.");
        }

        var batches = new FinetuneBatches(data, options, maxLength, seed);
        using var optimiser = new Adam(network.Parameters, options.LearningRate);
        var state = states?.Read();
        if (state is not null)
        {
            NetworkWeights.Import(network, state.Weights);
            optimiser.Import(state.Optimiser);
        }

        var done = state?.Epoch ?? 0;
        var best = state?.Best;
        var reporter = new EpochReporter(TrainingStage.Finetuning, options.Epochs, done, batches.ExampleCount, progress);
        var stepsPerEpoch = (batches.ExampleCount + options.BatchSize - 1) / options.BatchSize;
        var patience = Math.Max(options.Patience, options.PatienceStepsMin / stepsPerEpoch);
        for (var epoch = done + 1; epoch <= options.Epochs && epoch - (best?.BestEpoch ?? epoch) <= patience; epoch++)
        {
            network.SeedDropout(EpochSeed.Of(seed, epoch));
            var loss = TrainEpoch(network, batches, epoch, options, optimiser, reporter, cancellationToken);
            var weights = NetworkWeights.Export(network);
            var metrics = validate(weights);
            if (best is null || metrics[DecidingMetric] > best.Metrics[DecidingMetric])
            {
                best = new FinetuneResult(epoch, weights, metrics);
            }

            states?.Write(new TrainingState(epoch, weights, optimiser.Export(), best));
            reporter.EndEpoch(loss, metrics);
        }

        return best!;
    }

    /// <summary>The loss of a batch: a mean over its N positions.</summary>
    internal static Tensor Loss(S3RecNetwork network, FinetuneBatch batch, FinetuneOptions options)
    {
        Tensor Rows(long[] rows) => tensor(rows, device: network.Device);

        var inputs = tensor(batch.Inputs, [batch.Size, batch.Length], device: network.Device);
        var targets = Rows(batch.Targets);
        if (options.Loss == FinetuneLoss.CrossEntropy && batch.Sample is null)
        {
            var ofAll = RealPositions(network.Encode(inputs, causal: true));
            return SoftmaxLoss.Full(ofAll, network.ItemEmbeddings, targets, options.LogitsMax);
        }

        // What stands against the targets: an item for each of them, or a sample of the catalogue for all.
        var others = Rows(batch.Sample?.Items ?? batch.Negatives);
        var embedded = network.ItemEmbeddings.index_select(0, cat([inputs.view(-1), targets, others]))
            .split([batch.Inputs.Length, targets.shape[0], others.shape[0]]);                         // (B·T, C), (N, C), (N or S, C)
        var encoded = RealPositions(network.Encode(embedded[0], inputs, causal: true));
        return batch.Sample is null
            ? Objectives.BinaryCrossEntropy(encoded, embedded[1], embedded[2])
            : SoftmaxLoss.Sampled(
                encoded, embedded[1], targets, embedded[2], others, tensor(batch.Sample.LogExpected, device: network.Device),
                options.LogitsMax);

        Tensor RealPositions(Tensor all) => all.flatten(0, 1).index_select(0, Rows(batch.Positions)); // (B, T, C) to (N, C)
    }

    /// <returns>The mean loss of a position.</returns>
    private static double TrainEpoch(
        S3RecNetwork network, FinetuneBatches batches, int epoch, FinetuneOptions options, Adam optimiser, EpochReporter reporter,
        CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var lossOfEpoch = zeros(1, device: network.Device);
        network.IsTraining = true;
        foreach (var batch in Prefetch.Ahead(batches.Epoch(epoch)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var loss = Loss(network, batch, options);
            loss.backward();
            optimiser.Step();
            lossOfEpoch.PlusInPlace(loss.detach().Times(batch.Positions.Length));
            reporter.Step(batch.Size);
        }

        network.IsTraining = false;
        return lossOfEpoch.item<float>() / batches.PositionCount;
    }
}
