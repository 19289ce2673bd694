namespace S3Rec.Model.Checkpoints;

/// <summary>How many values a shape holds.</summary>
internal static class ElementCount
{
    /// <returns>The product of the sizes; 1 for a scalar's empty shape.</returns>
    /// <exception cref="CheckpointFormatException">A size is negative, or there are more values than an array can hold.</exception>
    public static int Of(ReadOnlySpan<long> shape, string source, string tensor)
    {
        // Dividing instead of multiplying: the product of hostile sizes overflows.
        var count = 1L;
        var isEmpty = shape.Contains(0);
        foreach (var size in shape)
        {
            if (size < 0 || (!isEmpty && size > Array.MaxLength / count))
            {
                throw new CheckpointFormatException(
                    $"{source}: the tensor '{tensor}' has shape {ParameterShapes.Text(shape.ToArray())}; sizes are not negative, and " +
                    $"at most {Array.MaxLength} values are read.");
            }

            count = isEmpty ? 0 : count * size;
        }

        return (int)count;
    }
}
