namespace S3Rec.Model.Data.Preparation;

/// <summary>Raw files of one origin. Both enumerations stream: they hold one line at a time.</summary>
public interface IPreparationSource
{
    /// <summary>Whether there is a file of attributes; without one, none is written.</summary>
    bool HasAttributes { get; }

    /// <summary>The interactions, in the order of the file. Lines that could not be read are told to <paramref name="reading"/>
    /// and left out.</summary>
    /// <exception cref="DataFormatException">While enumerating: the file as a whole cannot be read.</exception>
    IEnumerable<TimedInteraction> ReadInteractions(SourceReading reading);

    /// <summary>Attributes, in the order of the file; an item may come several times, with more of them each time.</summary>
    /// <exception cref="DataFormatException">While enumerating: the file as a whole cannot be read.</exception>
    IEnumerable<ItemAttributes> ReadAttributes(SourceReading reading);
}
