namespace S3Rec.Model.Checkpoints;

/// <summary>A storage class of PyTorch.</summary>
/// <param name="Name">Its name, such as "FloatStorage".</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Float">How it stores floating-point numbers; null when it stores something else, which cannot be a weight.</param>
internal sealed record TorchStorageType(string Name, int Size, FloatType? Float = null)
{
    private static readonly Dictionary<string, TorchStorageType> s_types = new TorchStorageType[]
    {
        new("FloatStorage", 4, FloatType.Float32),
        new("DoubleStorage", 8, FloatType.Float64),
        new("HalfStorage", 2, FloatType.Float16),
        new("BFloat16Storage", 2, FloatType.BFloat16),
        new("LongStorage", 8),
        new("IntStorage", 4),
        new("ShortStorage", 2),
        new("CharStorage", 1),
        new("ByteStorage", 1),
        new("BoolStorage", 1),
        new("UntypedStorage", 1),
    }.ToDictionary(static type => type.Name, StringComparer.Ordinal);

    /// <summary>The storage class of a name; null when there is none.</summary>
    public static TorchStorageType? Find(string name) => s_types.GetValueOrDefault(name);
}
