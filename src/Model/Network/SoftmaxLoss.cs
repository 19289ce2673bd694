using static TorchSharp.torch;

namespace S3Rec.Model.Network;

// Shapes: N positions, n of them at a time, C width, V items, S sampled items.

/// <summary>
/// Next-item prediction as a softmax, in pieces of a few positions whose logits are made, used and forgotten: autograd would keep
/// N × V of them, several times. Each piece works out its own gradients, p - 1 at the target and p elsewhere.
/// </summary>
internal static class SoftmaxLoss
{
    /// <summary>Over the whole catalogue.</summary>
    /// <param name="encoded">Encoded real positions, (N, C).</param>
    /// <param name="itemEmbeddings">The item table, (V + 2, C); padding and mask take no part.</param>
    /// <param name="targets">Rows of the items that came next, 1 to V: (N), int64.</param>
    /// <param name="logitsMax">Logits at a time, but for one position's, which are always whole.</param>
    /// <returns>A scalar, the mean over positions.</returns>
    public static Tensor Full(Tensor encoded, Tensor itemEmbeddings, Tensor targets, long logitsMax)
    {
        var items = itemEmbeddings.narrow(0, 1, itemEmbeddings.shape[0] - 2);                         // (V, C)
        var count = encoded.shape[0];
        var gradientOfItems = zeros_like(items).detach();
        var gradients = new List<Tensor>();
        var loss = zeros(1, device: encoded.device);
        using (no_grad())
        {
            foreach (var (x, target) in Pieces(encoded, (targets - 1).unsqueeze(1), logitsMax / items.shape[0]))
            {
                using var scope = NewDisposeScope();
                var logs = matmul(x, items.t()).log_softmax(-1);                                      // (n, V)
                loss.sub_(logs.gather(1, target).sum());
                var p = logs.exp_();
                p.scatter_add_(1, target, ones_like(target, dtype: ScalarType.Float32).neg());
                gradients.Add(matmul(p, items).TimesInPlace(1.0 / count).MoveToOuterDisposeScope());   // (n, C)
                gradientOfItems.addmm_(p.t(), x, beta: 1, alpha: 1f / count);
            }

            loss.TimesInPlace(1.0 / count);
        }

        return GivenGradients.Of(loss, (encoded, cat(gradients)), (items, gradientOfItems));
    }

    /// <summary>Over the target and a sample of the catalogue, which stands for the rest: each sampled item counts as much as its
    /// expected number of draws says it is over-represented (logQ correction), so that the sum under the softmax is right in
    /// expectation. The target, which is always there, is not corrected.</summary>
    /// <param name="encoded">Encoded real positions, (N, C).</param>
    /// <param name="targets">Embeddings of the items that came next, (N, C).</param>
    /// <param name="targetRows">Their rows, (N), int64.</param>
    /// <param name="sampled">Embeddings of the sampled items, (S, C).</param>
    /// <param name="sampledRows">Their rows, (S), int64; one that is a position's target does not count there.</param>
    /// <param name="logExpected">The logarithm of how often each was to be drawn, (S).</param>
    /// <param name="logitsMax">Logits at a time, but for one position's.</param>
    /// <returns>A scalar, the mean over positions.</returns>
    public static Tensor Sampled(
        Tensor encoded, Tensor targets, Tensor targetRows, Tensor sampled, Tensor sampledRows, Tensor logExpected, long logitsMax)
    {
        var (count, samples) = (encoded.shape[0], sampled.shape[0]);
        var gradientOfSampled = zeros_like(sampled).detach();
        List<Tensor> gradients = [], gradientsOfTargets = [];
        var loss = zeros(1, device: encoded.device);
        using (no_grad())
        {
            var positionsAtOnce = Math.Max(1, logitsMax / (samples + 1));
            for (var start = 0L; start < count; start += positionsAtOnce)
            {
                using var scope = NewDisposeScope();
                var length = Math.Min(positionsAtOnce, count - start);
                var (x, target) = (encoded.narrow(0, start, length), targets.narrow(0, start, length));
                var isTarget = targetRows.narrow(0, start, length).unsqueeze(1).eq(sampledRows);      // (n, S)
                var logits = matmul(x, sampled.t()).sub_(logExpected).masked_fill_(isTarget, Numbers.Lowest);
                var logs = cat([(x * target).sum(1, keepdim: true), logits], 1).log_softmax(-1);      // (n, 1 + S)
                loss.sub_(logs.select(1, 0).sum());
                var p = logs.exp_();
                var (ofTarget, ofSampled) = (p.narrow(1, 0, 1), p.narrow(1, 1, samples));
                ofTarget.sub_(ones_like(ofTarget));
                p.TimesInPlace(1.0 / count);
                gradients.Add(matmul(ofSampled, sampled).Plus(ofTarget * target).MoveToOuterDisposeScope());
                gradientsOfTargets.Add((ofTarget * x).MoveToOuterDisposeScope());
                gradientOfSampled.addmm_(ofSampled.t(), x, beta: 1, alpha: 1);
            }

            loss.TimesInPlace(1.0 / count);
        }

        return GivenGradients.Of(
            loss, (encoded, cat(gradients)), (targets, cat(gradientsOfTargets)), (sampled, gradientOfSampled));
    }

    private static IEnumerable<(Tensor Encoded, Tensor Targets)> Pieces(Tensor encoded, Tensor targets, long positionsAtOnce) =>
        encoded.split(Math.Max(1, positionsAtOnce)).Zip(targets.split(Math.Max(1, positionsAtOnce)));
}
