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
        using var optimiser = new Adam(network.Parameters, options.LearningRate);
        var state = states?.Read();
        if (state is not null)
        {
            NetworkWeights.Import(network, state.Weights);
            optimiser.Import(state.Optimiser);
        }

        var reporter = new EpochReporter(TrainingStage.Pretraining, options.Epochs, state?.Epoch ?? 0, batches.ExampleCount, progress);
        for (var epoch = state?.Epoch ?? 0; epoch < options.Epochs; epoch++)
        {
            network.SeedDropout(EpochSeed.Of(seed, epoch));
            var loss = TrainEpoch(network, batches.Epoch(epoch), options, optimiser, reporter, cancellationToken);
            states?.Write(new TrainingState(epoch + 1, NetworkWeights.Export(network), optimiser.Export(), Best: null));
            reporter.EndEpoch(loss / Math.Max(1, batches.ExampleCount), new Dictionary<string, double>());
        }
    }

    /// <returns>The sum of the losses.</returns>
    private static double TrainEpoch(
        S3RecNetwork network, IEnumerable<PretrainBatch> batches, PretrainOptions options, Adam optimiser, EpochReporter reporter,
        CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var lossOfEpoch = zeros(1, device: network.Device);
        network.IsTraining = true;
        foreach (var batch in Prefetch.Ahead(batches))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var loss = Loss(network, batch, options);
            loss.backward();
            optimiser.Step();
            lossOfEpoch.PlusInPlace(loss.detach());
            reporter.Step(batch.Size);
        }

        network.IsTraining = false;
        return lossOfEpoch.item<float>();
    }

    /// <summary>Equation 13: the weighted sum of the four losses, each a sum over the batch.</summary>
    internal static Tensor Loss(S3RecNetwork network, PretrainBatch batch, PretrainOptions options)
    {
        Tensor Rows(long[] rows) => tensor(rows, device: network.Device);

        long hiddenCount = batch.Hidden.Length;
        var inputs = tensor(batch.Inputs, [4 * batch.Size, batch.Length], device: network.Device);
        var embedded = network.ItemEmbeddings
            .index_select(0, cat([inputs.view(-1), Rows(batch.HiddenItems), Rows(batch.NegativeItems)]))
            .split([batch.Inputs.Length, hiddenCount, hiddenCount]);                                  // (4B·T, C), 2 × (M, C)
        var (masked, lasts) = network.EncodeWholeAndLast(embedded[0], inputs, batch.Size);            // (B·T, C), (3B, C)
        var segments = lasts.chunk(3);                                                                // 3 × (B, C)

        var hidden = masked.index_select(0, Rows(batch.Hidden));                                      // (M, C)
        var shown = masked.index_select(0, Rows(batch.Shown));                                        // (N, C)
        var aap = AttributeLoss(network, network.ProjectForAap(shown), batch.ShownAttributes);
        var mip = Objectives.Contrast(network.ProjectForMip(hidden), embedded[1], embedded[2]);
        var map = AttributeLoss(network, network.ProjectForMap(hidden), batch.HiddenAttributes);
        var sp = Objectives.Contrast(network.ProjectForSp(segments[0]), segments[1], segments[2]);
        return aap.Times(options.AapWeight).Plus(mip.Times(options.MipWeight))
            .Plus(map.Times(options.MapWeight)).Plus(sp.Times(options.SpWeight));
    }

    private static Tensor AttributeLoss(S3RecNetwork network, Tensor projected, AttributePairs pairs) =>
        Objectives.Attributes(
            projected, network.AttributeEmbeddings,
            tensor(pairs.Positions, device: network.Device), tensor(pairs.Attributes, device: network.Device));
}
