using System.Numerics.Tensors;

namespace S3Rec.Model.Checkpoints;

/// <summary>Refuses weights that would make every score NaN.</summary>
internal static class Finite
{
    /// <exception cref="CheckpointFormatException">A value is NaN or infinite; it and its place are named.</exception>
    public static void Verify(string source, string name, WeightTensor tensor)
    {
        if (tensor.Values.Length == 0 || TensorPrimitives.IsFiniteAll<float>(tensor.Values))
            return;

        var index = Array.FindIndex(tensor.Values, static value => !float.IsFinite(value));
        throw new CheckpointFormatException(
            $"{source}: the tensor '{name}' is {tensor.Values[index]} at index {index} of {tensor.Values.Length}; every weight must " +
            "be finite. The training run diverged or the file is damaged: take another checkpoint.");
    }
}
