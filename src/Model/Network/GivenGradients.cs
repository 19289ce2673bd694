using static TorchSharp.torch;

namespace S3Rec.Model.Network;

/// <summary>For losses that know their gradients better than autograd would find them.</summary>
internal static class GivenGradients
{
    /// <summary>A scalar of the value of <paramref name="loss"/> whose gradients are the given ones: Σ x·g has the gradient g, and
    /// its value is put right by a number that has none.</summary>
    public static Tensor Of(Tensor loss, params (Tensor Of, Tensor Gradient)[] gradients)
    {
        var linear = gradients.Select(static g => (g.Of * g.Gradient).sum()).Aggregate(static (a, b) => a.Plus(b));
        return linear.Plus((loss.squeeze() - linear).detach());
    }
}
