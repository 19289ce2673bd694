namespace S3Rec.Model.Data;

/// <summary>A data file is not what it should be. The message names the file, the place in it, and what to change.</summary>
public sealed class DataFormatException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    internal static DataFormatException At(string path, long line, string problem) =>
        new($"{path}, line {line}: {problem}");
}
