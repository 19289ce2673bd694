using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace S3Rec.Model.Network;

// Shapes: B sequences, T items in each, C width, V items, A attributes, N selected positions, P (position, attribute) pairs.

/// <summary>
/// The losses of the paper, each written on raw scores: the published code takes sigmoids first, and -log σ(x) = softplus(-x) is
/// the same number without their loss of precision. Pretraining losses are sums over the batch, as published.
/// </summary>
public static class Objectives
{
    /// <summary>AAP and MAP, equations 5 to 6 and 9 to 10: binary cross-entropy of every attribute at every given position.
    /// Σ softplus(s) over all scores, less Σ s over the pairs that hold: equal to the cross-entropy with a multi-hot target,
    /// without the target. Works out its own gradients, σ(s), less 1 at the pairs: autograd would pass over all scores four times
    /// as often.</summary>
    /// <param name="projected">Projected positions, (N, C).</param>
    /// <param name="attributeEmbeddings">(A + 1, C).</param>
    /// <param name="positions">Which position each true pair belongs to, 0 to N - 1: (P), int64.</param>
    /// <param name="attributes">Which attribute row it names: (P), int64.</param>
    /// <returns>A scalar, the sum over positions and attributes.</returns>
    public static Tensor Attributes(Tensor projected, Tensor attributeEmbeddings, Tensor positions, Tensor attributes)
    {
        using var scope = NewDisposeScope();
        Tensor loss, ofProjected, ofAttributes;
        using (no_grad())
        {
            Tensor[] pairs = [positions, attributes];
            var scores = matmul(projected, attributeEmbeddings.t());                                  // (N, A + 1)
            loss = scores.index(pairs).sum().neg();
            loss.sub_(scores.neg_().log_sigmoid().sum());
            var p = scores.neg_().sigmoid_();
            p.index_put_(ones_like(attributes, float32).neg_(), pairs, accumulate: true);
            (ofProjected, ofAttributes) = (matmul(p, attributeEmbeddings), matmul(p.t(), projected));
        }

        return GivenGradients.Of(loss, (projected, ofProjected), (attributeEmbeddings, ofAttributes)).MoveToOuterDisposeScope();
    }

    /// <summary>MIP and SP, equations 7 to 8 and 11 to 12, as published: -log σ(σ(pos) - σ(neg)).</summary>
    /// <param name="projected">Projected contexts, (N, C).</param>
    /// <param name="positive">Embeddings of what belongs there, (N, C).</param>
    /// <param name="negative">Embeddings of what does not, (N, C).</param>
    /// <returns>A scalar, the sum over contexts.</returns>
    public static Tensor Contrast(Tensor projected, Tensor positive, Tensor negative)
    {
        var positiveScore = (projected * positive).sum(-1).sigmoid();                                 // (N)
        var negativeScore = (projected * negative).sum(-1).sigmoid();                                 // (N)
        return (negativeScore - positiveScore).Softplus().sum();
    }

    /// <summary>Next-item prediction with one sampled negative per position, equation 14, as published.</summary>
    /// <param name="encoded">Encoded real positions, (N, C).</param>
    /// <param name="positive">Embeddings of the items that came next, (N, C).</param>
    /// <param name="negative">Embeddings of sampled items that did not, (N, C).</param>
    /// <returns>A scalar, the mean over positions.</returns>
    public static Tensor BinaryCrossEntropy(Tensor encoded, Tensor positive, Tensor negative)
    {
        var positiveScore = (encoded * positive).sum(-1);                                             // (N)
        var negativeScore = (encoded * negative).sum(-1);                                             // (N)
        return (-positiveScore).Softplus().Plus(negativeScore.Softplus()).mean();
    }
}
