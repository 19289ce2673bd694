namespace S3Rec.Model.Data.Preparation;

/// <summary>What is noted while raw files are read: how far it is, and which lines could not be read. For one thread.</summary>
public sealed class SourceReading(IProgress<PreparationProgress> progress, CancellationToken cancellationToken)
{
    /// <summary>Lines that are kept per file with their reasons; the rest are counted.</summary>
    public const int UnreadLinesKept = 20;

    private readonly List<(string Path, List<UnreadLine> First, long Count)> _files = [];

    /// <summary>The files that have lines that could not be read.</summary>
    public IReadOnlyList<UnreadLines> Unread =>
        [.. _files.Select(static file => new UnreadLines(file.Path, file.Count, file.First))];

    /// <summary>Notes a line, or a part of it, that is left out because it could not be read.</summary>
    public void Skip(string path, long line, string reason)
    {
        var index = _files.FindIndex(file => file.Path == path);
        if (index < 0)
        {
            index = _files.Count;
            _files.Add((path, [], 0));
        }

        var (_, first, count) = _files[index];
        _files[index] = (path, first, count + 1);
        if (count < UnreadLinesKept)
            first.Add(new UnreadLine(line, reason));
    }

    /// <summary>For a file that is read a second time: the same progress, and notes that nobody sees.</summary>
    internal SourceReading Again() => new(progress, cancellationToken);

    /// <summary>Reports progress, and ends the reading when that is asked for.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    internal void Advance(string phase, double fraction)
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress.Report(new PreparationProgress(phase, fraction));
    }
}
