using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// A file of records with a header: separated by commas, with quotes as in RFC 4180, or by tabs, without quotes. A record with
/// more or fewer fields than the header, with stray quotes or with bytes that are not UTF-8 could not be read.
/// </summary>
internal sealed class Table
{
    /// <summary>Longest record, in bytes: a quote that is never closed makes the rest of a file one record.</summary>
    private const int RecordBytesMax = 1024 * 1024;

    private readonly string _path;
    private readonly SourceReading _reading;
    private readonly CsvReaderOptions _options;

    private Table(string path, SourceReading reading, char separator, CsvMode mode)
    {
        (_path, _reading) = (path, reading);
        _options = new CsvReaderOptions
        {
            Separator = separator,
            Mode = mode,
            TrackLineNumbers = true,
            MaxRecordSize = RecordBytesMax,
            MalformedData = CsvMalformedDataHandling.Skip,
            FieldCountMismatch = CsvFieldCountHandling.Skip,
            OnMalformedRecord = Note,
        };
    }

    public static Table OfCommas(string path, SourceReading reading) => new(path, reading, ',', CsvMode.Rfc4180);

    public static Table OfTabs(string path, SourceReading reading) => new(path, reading, '\t', CsvMode.NoEscape);

    /// <summary>Whether the first line names the column.</summary>
    public bool HasColumn(string column)
    {
        using var reader = CsvReader.Create(SourceStream.Open(_path, _reading), _options);
        return TryIndexOf(column, reader, out _);
    }

    /// <summary>Reads the records while they are enumerated; one is valid until the next.</summary>
    /// <param name="columns">The columns that are needed, by name; a record's fields have their numbers.</param>
    /// <exception cref="DataFormatException">A column is missing, a record is too long or a quote is never closed.</exception>
    public IEnumerable<TableRecord> Read(params string[] columns)
    {
        using var reader = CsvReader.Create(SourceStream.Open(_path, _reading), _options);
        int[] indices = [.. columns.Select(column => IndexOf(column, reader))];
        while (IsRead(reader))
        {
            var place = new LinePlace(_reading, _path, reader.LineNumber);
            if (Utf8.IsValid(reader.RawRecord))
                yield return new TableRecord(reader, columns, indices, place);
            else
                place.Skip("it has bytes that are not UTF-8");
        }
    }

    private int IndexOf(string column, CsvReader reader) => TryIndexOf(column, reader, out var index)
        ? index
        : throw new DataFormatException(
            $"{_path}: there is no column '{column}'. The first line has {string.Join(", ", reader.Headers.ToArray())}.");

    private bool TryIndexOf(string column, CsvReader reader, out int index)
    {
        try
        {
            return reader.TryGetFieldIndex(column, out index);
        }
        catch (CsvFormatException e)
        {
            throw Unreadable(e);
        }
    }

    private bool IsRead(CsvReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException e)
        {
            throw Unreadable(e);
        }
    }

    private void Note(CsvMalformedRecord record)
    {
        if (record.Reason == CsvMalformedReason.UnterminatedQuote)
        {
            throw DataFormatException.At(
                _path, record.LineNumber, "a quote is opened here or in the lines after it and never closed.");
        }

        _reading.Skip(_path, record.LineNumber, record.Reason switch
        {
            CsvMalformedReason.FieldCountMismatch => "it has more or fewer fields than the first line",
            CsvMalformedReason.StrayQuote => "a quote stands inside a field without quotes around it",
            _ => "text follows a closing quote",
        });
    }

    private DataFormatException Unreadable(CsvFormatException e) => new(
        $"{_path}, line {e.LineNumber}: the record cannot be read; at most {RecordBytesMax} bytes are. Is a quote never closed? "
        + e.Message,
        e);
}

/// <summary>One record of a <see cref="Table"/>.</summary>
internal readonly struct TableRecord(CsvReader reader, string[] columns, int[] indices, LinePlace place)
{
    public LinePlace Place => place;

    public string Text(int field) => Encoding.UTF8.GetString(reader.GetSpan(indices[field]));

    public bool TryId(int field, out string id) => place.TryId(columns[field], Text(field), out id);

    public bool TryTime(int field, out long timeMs) => place.TryTime(columns[field], Text(field), out timeMs);
}
