using System.Text.Json;
using S3Rec.Silo.Http;

namespace S3Rec.Silo.Progress;

/// <summary>Progress for programs: one JSON object per line, appended at once, with the time it was written. A full file becomes
/// NAME.1, in place of the one before, and a new one is begun.</summary>
internal sealed class ProgressFile : IProgress<ProgressStep>, IDisposable
{
    /// <summary>Its name where a caller names none.</summary>
    public const string DefaultName = "training-progress.jsonl";

    /// <summary>A day of training in a service; two files of this size are kept at most.</summary>
    private const long BytesMaxDefault = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly long _bytesMax;
    private FileStream? _stream;

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public ProgressFile(string path, TimeProvider time, long bytesMax = BytesMaxDefault)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        (_path, _time, _bytesMax) = (path, time, bytesMax);
        _stream = Open();
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
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, WireJson.Options), (byte)'\n'];
        lock (_lock)
        {
            _stream ??= Open();
            _stream.Write(bytes);
            if (_stream.Length >= _bytesMax)
                SetAside();
        }
    }

    public void Dispose() => _stream?.Dispose();

    /// <summary>Without a buffer, so that a line that could not be written is not tried again with the next.</summary>
    private FileStream Open() => new(
        _path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private void SetAside()
    {
        _stream!.Dispose();
        _stream = null;
        File.Move(_path, _path + ".1", overwrite: true);
    }
}
