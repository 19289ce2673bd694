using System.Diagnostics.CodeAnalysis;

namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// The Last.fm files of HetRec 2011, separated by tabs. An interaction is a line of `user_taggedartists-timestamps.dat`:
/// `userID`, `artistID`, `timestamp`; a user tags an artist with several tags, hence <see cref="Repeats.First"/> is the rule of
/// the release. Attributes of an artist are all tags that users gave it, by name when there is a file of names, otherwise by
/// number.
/// </summary>
/// <remarks>The release reads its tags from a file that it does not hold; it kept 388 of them, so some rule left out the rare
/// ones: <see cref="PreparationOptions.AttributeItemsMin"/> does.</remarks>
public sealed class LastFmSource : IPreparationSource
{
    /// <summary>`user_taggedartists-timestamps.dat`, or `user_taggedartists.dat`, which has `day`, `month` and `year`
    /// instead.</summary>
    public required string TaggedArtists { get; init; }

    /// <summary>`tags.dat`: `tagID`, `tagValue`. Null to know tags by their numbers.</summary>
    public string? Tags { get; init; }

    /// <inheritdoc/>
    public bool HasAttributes => true;

    /// <inheritdoc/>
    public IEnumerable<TimedInteraction> ReadInteractions(SourceReading reading)
    {
        var table = Table.OfTabs(TaggedArtists, reading);
        string[] time = table.HasColumn("timestamp") ? ["timestamp"] : ["year", "month", "day"];
        foreach (var line in table.Read(["userID", "artistID", .. time]))
        {
            if (line.TryId(0, out var user) && line.TryId(1, out var item) && TryTime(line, time.Length, out var timeMs))
                yield return new TimedInteraction(user, item, timeMs);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ItemAttributes> ReadAttributes(SourceReading reading)
    {
        var names = Tags is null ? null : ReadNames(Tags, reading);
        // Its lines that cannot be read were noted when the interactions were read.
        foreach (var line in Table.OfTabs(TaggedArtists, reading.Again()).Read("artistID", "tagID"))
        {
            var place = line.Place with { Reading = reading };
            if (line.TryId(0, out var item) && TryName(line.Text(1), names, place, out var name))
                yield return new ItemAttributes(item, place.Attributes([name]));
        }
    }

    private static bool TryTime(TableRecord line, int fields, out long timeMs) => fields == 1
        ? line.TryTime(2, out timeMs)
        : line.Place.TryTime(
            "year-month-day", $"{line.Text(2)}-{line.Text(3).PadLeft(2, '0')}-{line.Text(4).PadLeft(2, '0')}", out timeMs);

    /// <summary>A tag without a name is left out and noted; its number could be the name of another.</summary>
    private static bool TryName(
        string tag, Dictionary<string, string>? names, LinePlace place, [NotNullWhen(true)] out string? name)
    {
        name = tag;
        return names is null
            || names.TryGetValue(tag, out name)
            || place.Skip($"tag {LinePlace.Shown(tag)} has no readable name");
    }

    private static Dictionary<string, string> ReadNames(string path, SourceReading reading)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Table.OfTabs(path, reading).Read("tagID", "tagValue"))
            names[line.Text(0)] = line.Text(1);
        return names;
    }
}
