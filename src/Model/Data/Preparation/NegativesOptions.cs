namespace S3Rec.Model.Data.Preparation;

/// <summary>How likely an item is to be drawn as a negative.</summary>
public enum NegativesBy
{
    /// <summary>Each item alike.</summary>
    Uniform,

    /// <summary>In proportion to an item's interactions: harder, since popular items are likely answers.</summary>
    Popularity,
}

/// <summary>How negatives are drawn.</summary>
public sealed class NegativesOptions
{
    /// <summary>Negatives per user, 1 or more. 99 is that of the published files.</summary>
    public int Count { get; init; } = 99;

    /// <summary>How likely an item is to be drawn.</summary>
    public NegativesBy By { get; init; }

    /// <summary>The same seed draws the same negatives.</summary>
    public int Seed { get; init; } = 42;
}
