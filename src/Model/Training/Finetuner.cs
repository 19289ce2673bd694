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
    /// <exception cref="TrainingRefusedException">No user has two items to learn from and two to hold out, or the loss of an epoch is
    /// not a finite number.</exception>
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
        using var training = new DataParallel<FinetuneBatch>(
            network, options.LearningRate, DataParallel<FinetuneBatch>.PartsFor(network, options.BatchSize),
            (replica, batch) => StepLoss(replica, batch, options));
        var state = states?.Read();
        if (state is not null)
        {
            NetworkWeights.Import(network, state.Weights);
            training.Optimiser.Import(state.Optimiser);
        }

        var done = state?.Epoch ?? 0;
        var best = state?.Best;
        var reporter = new EpochReporter(TrainingStage.Finetuning, options.Epochs, done, batches.ExampleCount, progress);
        var stepsPerEpoch = (batches.ExampleCount + options.BatchSize - 1) / options.BatchSize;
        var patience = Math.Max(options.Patience, options.PatienceStepsMin / stepsPerEpoch);
        for (var epoch = done + 1; epoch <= options.Epochs && epoch - (best?.BestEpoch ?? epoch) <= patience; epoch++)
        {
            var steps = batches.Epoch(epoch, training.Parts);
            var loss = training.Epoch(epoch, EpochSeed.Of(seed, epoch), steps, reporter, cancellationToken) / batches.PositionCount;
            var weights = NetworkWeights.Export(network);
            var metrics = validate(weights);
            if (best is null || metrics[DecidingMetric] > best.Metrics[DecidingMetric])
            {
                best = new FinetuneResult(epoch, weights, metrics);
            }

            states?.Write(new TrainingState(epoch, weights, training.Optimiser.Export(), best));
            reporter.EndEpoch(loss, metrics);
        }

        return best!;
    }

    /// <summary>What a part of a step adds to the step's mean over all its positions.</summary>
    internal static Tensor StepLoss(S3RecNetwork network, FinetuneBatch part, FinetuneOptions options) =>
        Loss(network, part, options).Times((double)part.Positions.Length / part.StepPositions);

    /// <summary>The loss of a batch: a mean over its N positions.</summary>
    internal static Tensor Loss(S3RecNetwork network, FinetuneBatch batch, FinetuneOptions options)
    {
        // What stands against the targets: an item for each of them, or a sample of the catalogue for all.
        var (all, parts) = DeviceRows.Send(
            network.Device, batch.Inputs, batch.Targets, batch.Sample?.Items ?? batch.Negatives, batch.Positions);
        var (inputs, targets, others) = (parts[0].view(batch.Size, batch.Length), parts[1], parts[2]);
        if (options.Loss == FinetuneLoss.CrossEntropy && batch.Sample is null)
        {
            var ofAll = RealPositions(network.Encode(network.EmbedItems(parts[0]), inputs, causal: true));
            return SoftmaxLoss.Full(ofAll, network.ItemEmbeddings, targets, options.LogitsMax);
        }

        long[] lengths = [batch.Inputs.Length, batch.Targets.Length, others.shape[0]];
        var embedded = network.EmbedItems(all.narrow(0, 0, lengths.Sum())).split(lengths);            // (B·T, C), (N, C), (N or S, C)
        var encoded = RealPositions(network.Encode(embedded[0], inputs, causal: true));
        return batch.Sample is null
            ? Objectives.BinaryCrossEntropy(encoded, embedded[1], embedded[2])
            : SoftmaxLoss.Sampled(
                encoded, embedded[1], targets, embedded[2], others, tensor(batch.Sample.LogExpected, device: network.Device),
                options.LogitsMax);

        Tensor RealPositions(Tensor x) => x.flatten(0, 1).index_select(0, parts[3]);                  // (B, T, C) to (N, C)
    }
}
