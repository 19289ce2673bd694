using S3Rec.Model.Network;
using static TorchSharp.torch;

namespace S3Rec.Model.Training;

// Shapes: B sequences, T = L items in each, C width, A attributes.

/// <summary>
/// The losses as the published code works them out: every sequence padded to the longest the network reads, four encoder passes,
/// every loss at every position and then masked. What benchmarks and tests compare with; nothing trains with it. Autograd finds all
/// of its gradients, and makes a whole table for those of each look-up, as published.
/// </summary>
internal static class PaddedForm
{
    /// <summary>The number <see cref="Pretrainer.Loss"/> gives.</summary>
    public static Tensor Loss(S3RecNetwork network, PretrainBatch batch, AttributePairs attributes, PretrainOptions options)
    {
        Tensor Rows(long[] rows) => tensor(rows, device: network.Device);

        var inputs = tensor(batch.Inputs, [4, batch.Size, batch.Length], device: network.Device).unbind(0);
        var encoded = network.Encode(inputs[0], causal: false).flatten(0, 1);                         // (B·T, C)
        var (hidden, shown) = (Rows(batch.Hidden), Rows(batch.Shown));
        Tensor AtHidden(long[] items) => zeros_like(inputs[0]).view(-1).index_copy_(0, hidden, Rows(items)); // (B·T)
        Tensor Embed(Tensor items) => network.ItemEmbeddings.index_select(0, items);
        Tensor Indicator(Tensor positions) => zeros(encoded.shape[0], device: network.Device).index_fill_(0, positions, Numbers.One);

        var projected = network.ProjectForMip(encoded);
        var difference = (projected * Embed(AtHidden(batch.NegativeItems))).sum(-1).sigmoid()
            - (projected * Embed(AtHidden(batch.HiddenItems))).sum(-1).sigmoid();                     // (B·T)
        var mip = (difference.Softplus() * Indicator(hidden)).sum();

        var lasts = inputs[1..].Select(i => network.Encode(i, causal: false).select(1, -1)).ToArray(); // 3 × (B, C)
        var sp = Objectives.Contrast(network.ProjectForSp(lasts[0]), lasts[1], lasts[2]);

        Tensor AttributeLoss(Tensor ofPositions, Tensor positions, Tensor items, int pairCount)
        {
            var (held, rows) = attributes.Of(items, pairCount);
            var scores = matmul(ofPositions, network.AttributeEmbeddings.t());                        // (B·T, A + 1)
            var multiHot = zeros_like(scores).index_put_(
                Numbers.One, [positions.index_select(0, held), rows]);
            var losses = scores.Softplus() - scores * multiHot;
            return (losses * Indicator(positions).unsqueeze(1)).sum();
        }

        var map = AttributeLoss(network.ProjectForMap(encoded), hidden, Rows(batch.HiddenItems), batch.HiddenAttributes);
        var aap = AttributeLoss(network.ProjectForAap(encoded), shown, inputs[0].view(-1).index_select(0, shown), batch.ShownAttributes);
        return aap.Times(options.AapWeight).Plus(mip.Times(options.MipWeight))
            .Plus(map.Times(options.MapWeight)).Plus(sp.Times(options.SpWeight));
    }

    /// <summary>The number <see cref="Finetuner.Loss"/> gives with binary cross-entropy.</summary>
    public static Tensor BinaryCrossEntropy(S3RecNetwork network, FinetuneBatch batch)
    {
        Tensor Rows(long[] rows) => tensor(rows, device: network.Device);

        var inputs = tensor(batch.Inputs, [batch.Size, batch.Length], device: network.Device);
        var encoded = network.Encode(inputs, causal: true).flatten(0, 1);                             // (B·T, C)
        var positions = Rows(batch.Positions);
        Tensor Embed(long[] items) =>
            network.ItemEmbeddings.index_select(0, zeros_like(inputs).view(-1).index_copy_(0, positions, Rows(items)));
        var isReal = zeros(encoded.shape[0], device: network.Device).index_fill_(0, positions, Numbers.One); // (B·T)
        var losses = (-(encoded * Embed(batch.Targets)).sum(-1)).Softplus()
            .Plus((encoded * Embed(batch.Negatives)).sum(-1).Softplus());
        return (losses * isReal).sum().Times(1.0 / batch.Positions.Length);
    }
}
