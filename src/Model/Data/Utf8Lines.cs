namespace S3Rec.Model.Data;

/// <summary>
/// Reads a file line by line as bytes, so that a bad byte can be laid to the line it stands in: a decoding reader fails a buffer
/// ahead of the line it is at. Lines end in LF or CRLF; a byte order mark is skipped. Holds one line at a time.
/// </summary>
internal sealed class Utf8Lines : IDisposable
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly string _path;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <exception cref="DataFormatException">There is no such file.</exception>
    public Utf8Lines(string path)
        : this(path, Open(path))
    {
    }

    /// <param name="path">The file, for messages.</param>
    /// <param name="stream">Its content, closed with the reader.</param>
    public Utf8Lines(string path, Stream stream) => (_path, _stream) = (path, stream);

    /// <summary>The number of the line last read, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Moves to the next line.</summary>
    /// <param name="line">The line without its end; valid until the next call.</param>
    /// <returns>False after the last line.</returns>
    /// <exception cref="DataFormatException">The line is longer than <see cref="DataLimits.LineBytesMax"/>.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var pending = _buffer.AsSpan(_start, _end - _start);
            var lineEnd = pending[searched..].IndexOf((byte)'\n');
            if (lineEnd >= 0)
            {
                line = Take(pending[..(searched + lineEnd)], consumed: searched + lineEnd + 1);
                return true;
            }

            searched = pending.Length;
            if (_atEnd || !Fill())
            {
                line = searched > 0 ? Take(_buffer.AsSpan(_start, searched), consumed: searched) : [];
                return searched > 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static FileStream Open(string path) => File.Exists(path)
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0)
        : throw new DataFormatException(Directory.Exists(path)
            ? $"{path}: this is a folder. Name a file in it."
            : $"{path}: there is no such file. Check the folder and the name of the data set.");

    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> line, int consumed)
    {
        _start += consumed;
        Line++;
        if (Line == 1 && line.StartsWith(ByteOrderMark))
            line = line[ByteOrderMark.Length..];

        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private bool Fill()
    {
        var pending = _end - _start;
        if (pending > DataLimits.LineBytesMax)
        {
            throw DataFormatException.At(
                _path,
                Line + 1,
                $"the line is longer than {DataLimits.LineBytesMax} bytes. Are its line ends missing?");
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, pending).CopyTo(_buffer);
            (_start, _end) = (0, pending);
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);

        var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _atEnd = read == 0;
        return read > 0;
    }
}
