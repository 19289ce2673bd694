namespace S3Rec.Model.Checkpoints;

/// <summary>A named parameter outside of libtorch: its shape and its values, row-major float32.</summary>
public sealed record WeightTensor(long[] Shape, float[] Values);
