using S3Rec.Model.Data;
using S3Rec.Model.Network;
using static TorchSharp.torch;

namespace S3Rec.Model.Training;

// Shapes: B prefixes, T items in each, C width, M hidden and N shown positions.

/// <summary>Optimises the four self-supervised objectives of section 4.3 jointly, equation 13.</summary>
public static class Pretrainer
{
    /// <summary>Trains the network in place.</summary>
    /// <param name="network">Any weights; left with those of the last epoch.</param>
    /// <param name="data">Held-out items are left out of it.</param>
    /// <param name="options">How.</param>
    /// <param name="maxLength">The network's L.</param>
    /// <param name="seed">Decides batches, masks and dropout.</param>
    /// <param name="progress">Told after every step that moves the fraction by a per mille, and after every epoch.</param>
    /// <param name="cancellationToken">Ends training within one step.</param>
    /// <exception cref="TrainingRefusedException">The loss of an epoch is not a finite number.</exception>
    public static void Run(
        S3RecNetwork network, SequenceData data, PretrainOptions options, int maxLength, int seed,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        Run(network, data, options, maxLength, seed, states: null, progress, cancellationToken);

    /// <inheritdoc cref="Run(S3RecNetwork, SequenceData, PretrainOptions, int, int, IProgress{TrainingProgress}?, CancellationToken)"/>
    /// <param name="states">Where the state is kept after every epoch, and read from at the start; null to keep none.</param>
    internal static void Run(
        S3RecNetwork network, SequenceData data, PretrainOptions options, int maxLength, int seed, TrainingStateFolder? states,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var batches = new PretrainBatches(data, options, maxLength, seed);
        using var attributes = new AttributePairs(data, network.Device);
        using var training = new DataParallel<PretrainBatch>(
            network, options.LearningRate, DataParallel<PretrainBatch>.PartsFor(network, options.BatchSize),
            (replica, batch) => Loss(replica, batch, attributes, options));
        var state = states?.Read();
        if (state is not null)
        {
            NetworkWeights.Import(network, state.Weights);
            training.Optimiser.Import(state.Optimiser);
        }

        var reporter = new EpochReporter(TrainingStage.Pretraining, options.Epochs, state?.Epoch ?? 0, batches.ExampleCount, progress);
        for (var epoch = state?.Epoch ?? 0; epoch < options.Epochs; epoch++)
        {
            var steps = batches.Epoch(epoch, training.Parts);
            var loss = training.Epoch(epoch + 1, EpochSeed.Of(seed, epoch), steps, reporter, cancellationToken);
            states?.Write(new TrainingState(epoch + 1, NetworkWeights.Export(network), training.Optimiser.Export(), Best: null));
            reporter.EndEpoch(loss / Math.Max(1, batches.ExampleCount), new Dictionary<string, double>());
        }
    }

    /// <summary>Equation 13: the weighted sum of the four losses, each a sum over the batch.</summary>
    /// <param name="network">A network or a replica.</param>
    /// <param name="batch">Prefixes.</param>
    /// <param name="attributes">What the items have.</param>
    /// <param name="options">The weights.</param>
    internal static Tensor Loss(S3RecNetwork network, PretrainBatch batch, AttributePairs attributes, PretrainOptions options)
    {
        long hiddenCount = batch.Hidden.Length, inputCount = batch.Inputs.Length;
        var (all, parts) = DeviceRows.Send(
            network.Device, batch.Inputs, batch.HiddenItems, batch.NegativeItems, batch.Hidden, batch.Shown);
        var inputs = parts[0].view(4 * batch.Size, batch.Length);                                     // (4B, T)
        var embedded = network.EmbedItems(all.narrow(0, 0, inputCount + 2 * hiddenCount))
            .split([inputCount, hiddenCount, hiddenCount]);                                           // (4B·T, C), 2 × (M, C)
        var (masked, lasts) = network.EncodeWholeAndLast(embedded[0], inputs, batch.Size);            // (B·T, C), (3B, C)
        var segments = lasts.chunk(3);                                                                // 3 × (B, C)

        var hidden = masked.index_select(0, parts[3]);                                                // (M, C)
        var shown = masked.index_select(0, parts[4]);                                                 // (N, C)
        var aap = AttributeLoss(network.ProjectForAap(shown), parts[0].index_select(0, parts[4]), batch.ShownAttributes);
        var mip = Objectives.Contrast(network.ProjectForMip(hidden), embedded[1], embedded[2]);
        var map = AttributeLoss(network.ProjectForMap(hidden), parts[1], batch.HiddenAttributes);
        var sp = Objectives.Contrast(network.ProjectForSp(segments[0]), segments[1], segments[2]);
        return aap.Times(options.AapWeight).Plus(mip.Times(options.MipWeight))
            .Plus(map.Times(options.MapWeight)).Plus(sp.Times(options.SpWeight));

        Tensor AttributeLoss(Tensor projected, Tensor items, int pairCount)
        {
            var (positions, rows) = attributes.Of(items, pairCount);
            return Objectives.Attributes(projected, network.AttributeEmbeddings, positions, rows);
        }
    }
}
