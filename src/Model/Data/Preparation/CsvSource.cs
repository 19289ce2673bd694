namespace S3Rec.Model.Data.Preparation;

/// <summary>Interactions in a CSV file with a header, and attributes in another, one column of which holds all of an
/// item's.</summary>
public sealed class CsvSource : IPreparationSource
{
    /// <summary>The interactions, plain or gzipped.</summary>
    public required string Interactions { get; init; }

    /// <summary>The column of the user's id.</summary>
    public required string UserColumn { get; init; }

    /// <summary>The column of the item's id.</summary>
    public required string ItemColumn { get; init; }

    /// <summary>The column of the time: unix seconds or milliseconds, or ISO 8601.</summary>
    public required string TimeColumn { get; init; }

    /// <summary>The attributes; null to go without.</summary>
    public CsvAttributes? Attributes { get; init; }

    /// <inheritdoc/>
    public bool HasAttributes => Attributes is not null;

    /// <inheritdoc/>
    public IEnumerable<TimedInteraction> ReadInteractions(SourceReading reading)
    {
        foreach (var record in Table.OfCommas(Interactions, reading).Read(UserColumn, ItemColumn, TimeColumn))
        {
            if (record.TryId(0, out var user) && record.TryId(1, out var item) && record.TryTime(2, out var timeMs))
                yield return new TimedInteraction(user, item, timeMs);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ItemAttributes> ReadAttributes(SourceReading reading)
    {
        foreach (var record in Table.OfCommas(Attributes!.Path, reading).Read(Attributes.ItemColumn, Attributes.AttributeColumn))
        {
            if (record.TryId(0, out var item))
                yield return new ItemAttributes(item, record.Place.Attributes(record.Text(1).Split(Attributes.Separator)));
        }
    }
}

/// <summary>The file of attributes of a <see cref="CsvSource"/>.</summary>
/// <param name="Path">The file, plain or gzipped.</param>
/// <param name="ItemColumn">The column of the item's id.</param>
/// <param name="AttributeColumn">The column of its attributes.</param>
/// <param name="Separator">What stands between two attributes.</param>
public sealed record CsvAttributes(string Path, string ItemColumn, string AttributeColumn, string Separator);
