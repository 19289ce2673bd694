using System.Text.Json;
using S3Rec.Silo.Http;

namespace S3Rec.Silo.Progress;

/// <summary>Progress for programs: one JSON object per line, appended and flushed at once, with the time it was
/// written.</summary>
internal sealed class ProgressFile : IProgress<ProgressStep>, IDisposable
{
    /// <summary>Its name where a caller names none.</summary>
    public const string DefaultName = "training-progress.jsonl";

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly StreamWriter _writer;

    public ProgressFile(string path, TimeProvider time)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        _time = time;
        var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        _writer = new StreamWriter(stream) { AutoFlush = true };
    }

    public void Report(ProgressStep value)
    {
        var line = new
        {
            Time = _time.GetUtcNow(),
            value.Phase,
            value.Epoch,
            value.EpochCount,
            value.Fraction,
            value.Loss,
            value.Metrics,
            value.Message,
        };
        lock (_lock)
            _writer.WriteLine(JsonSerializer.Serialize(line, WireJson.Options));
    }

    public void Dispose() => _writer.Dispose();
}
