namespace S3Rec.Model.Data.Preparation;

/// <summary>What becomes of an item that a user took more than once.</summary>
public enum Repeats
{
    /// <summary>Each time stays, as in the published review data sets.</summary>
    Keep,

    /// <summary>The earliest time stays; of the same time, the one that comes first in the input.</summary>
    First,
}

/// <summary>How raw files become a data set.</summary>
public sealed class PreparationOptions
{
    /// <summary>The folder to write to; made when it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>The data set's name, which its files begin with.</summary>
    public required string Name { get; init; }

    /// <summary>Interactions a user and an item need to stay, 1 or more. 5 is that of the published data sets.</summary>
    public int CountMin { get; init; } = 5;

    /// <summary>What becomes of an item that a user took more than once.</summary>
    public Repeats Repeats { get; init; }

    /// <summary>Items, of those that stay, an attribute needs to stay, 1 or more. 1 keeps all of them, as the release code
    /// does; more leave out names that tell next to nothing.</summary>
    public int AttributeItemsMin { get; init; } = 1;

    /// <exception cref="ArgumentException">A value is out of range or the name is not that of a file.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(CountMin, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(AttributeItemsMin, 1);
        if (Name.Length == 0 || Name != Path.GetFileName(Name))
            throw new ArgumentException($"The name of a data set is the beginning of file names, which '{Name}' cannot be.");
    }
}
