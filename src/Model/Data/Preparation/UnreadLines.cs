namespace S3Rec.Model.Data.Preparation;

/// <summary>A line that could not be read.</summary>
/// <param name="Number">The line, from 1; of a record of several lines, the first.</param>
/// <param name="Reason">What is wrong with it, as a clause: "there is no 'asin'".</param>
public readonly record struct UnreadLine(long Number, string Reason);

/// <summary>The lines of one file that were left out because they could not be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Count">How many there are.</param>
/// <param name="First">The first of them, at most <see cref="SourceReading.UnreadLinesKept"/>.</param>
public sealed record UnreadLines(string Path, long Count, IReadOnlyList<UnreadLine> First);
