namespace S3Rec.Model.Training;

/// <summary>The data cannot teach a model. The message says which numbers are too small and what to do.</summary>
public sealed class TrainingRefusedException(string message) : Exception(message);
