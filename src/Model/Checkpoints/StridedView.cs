namespace S3Rec.Model.Checkpoints;

/// <summary>Views into a storage: element (i, j, …) lies at offset + i · stride₀ + j · stride₁ + …</summary>
internal static class StridedView
{
    /// <summary>True when every element of the view lies in its storage.</summary>
    public static bool IsWithin(TorchTensor tensor, int count)
    {
        if (tensor.Offset < 0 || tensor.Strides.Any(static stride => stride < 0))
            return false;
        if (count == 0)
            return true;

        Int128 last = tensor.Offset;
        for (var d = 0; d < tensor.Shape.Length; d++)
            last += (Int128)(tensor.Shape[d] - 1) * tensor.Strides[d];
        return last < tensor.Storage.Count;
    }

    /// <summary>The elements of a view in row-major order.</summary>
    /// <param name="storage">All values of the storage.</param>
    /// <param name="tensor">The view, which <see cref="IsWithin"/> the storage.</param>
    /// <param name="count">Its elements.</param>
    public static float[] Copy(ReadOnlySpan<float> storage, TorchTensor tensor, int count)
    {
        if (count == 0)
            return [];
        if (IsContiguous(tensor))
            return storage.Slice((int)tensor.Offset, count).ToArray();

        var values = new float[count];
        var index = new long[tensor.Shape.Length];
        var position = tensor.Offset;
        foreach (ref var value in values.AsSpan())
        {
            value = storage[(int)position];
            position += Advance(index, tensor);
        }

        return values;
    }

    private static bool IsContiguous(TorchTensor tensor)
    {
        var expected = 1L;
        for (var d = tensor.Shape.Length - 1; d >= 0; d--)
        {
            // The stride of a dimension of one element is never used.
            if (tensor.Shape[d] != 1 && tensor.Strides[d] != expected)
                return false;
            expected *= tensor.Shape[d];
        }

        return true;
    }

    /// <summary>Moves an index to the next element in row-major order.</summary>
    /// <returns>How far that element lies from the one before, in the storage.</returns>
    private static long Advance(long[] index, TorchTensor tensor)
    {
        var distance = 0L;
        for (var d = index.Length - 1; d >= 0; d--)
        {
            if (++index[d] < tensor.Shape[d])
                return distance + tensor.Strides[d];

            distance -= (tensor.Shape[d] - 1) * tensor.Strides[d];
            index[d] = 0;
        }

        return distance;
    }
}
