namespace S3Rec.Model.Checkpoints;

/// <summary>A checkpoint cannot be read, or is not what it says it is. The message names the file, the tensor, the values, and
/// what to do.</summary>
public sealed class CheckpointFormatException(string message, Exception? innerException = null)
    : Exception(message, innerException);
