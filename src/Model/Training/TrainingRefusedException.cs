namespace S3Rec.Model.Training;

/// <summary>The data or the options cannot teach a model. The message says which numbers are at fault and what to change.</summary>
public sealed class TrainingRefusedException(string message) : Exception(message);
