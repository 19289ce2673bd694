using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;

namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// A raw file, plain or gzipped (told by its first bytes, not by its name), read once from begin to end. A gzip file that was cut
/// off or damaged is an error and not an early end.
/// </summary>
internal sealed class SourceStream : Stream
{
    private const int BufferSize = 256 * 1024;

    private readonly string _path;
    private readonly string _phase;
    private readonly FileStream _file;
    private readonly Stream _content;
    private readonly SourceReading _reading;

    private SourceStream(string path, FileStream file, Stream content, SourceReading reading)
    {
        (_path, _file, _content, _reading) = (path, file, content, reading);
        _phase = $"reading {Path.GetFileName(path)}";
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="DataFormatException">There is no such file, or it is empty.</exception>
    public static SourceStream Open(string path, SourceReading reading)
    {
        if (!File.Exists(path))
            throw new DataFormatException($"{path}: there is no such file.");

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        try
        {
            var isGzip = (file.ReadByte(), file.ReadByte()) == (0x1F, 0x8B);
            file.Position = 0;
            return file.Length == 0
                ? throw new DataFormatException($"{path}: the file is empty.")
                : new SourceStream(path, file, isGzip ? new GZipInputStream(file, BufferSize) : file, reading);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            var read = _content.Read(buffer, offset, count);
            _reading.Advance(_phase, (double)_file.Position / _file.Length);
            return read;
        }
        catch (Exception e) when (e is SharpZipBaseException or EndOfStreamException)
        {
            throw new DataFormatException(
                $"{_path}: the gzip file is cut off or damaged, near byte {_file.Position} of {_file.Length}: {e.Message}. "
                + "Fetch it again.",
                e);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }
}
