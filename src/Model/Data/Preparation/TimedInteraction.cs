namespace S3Rec.Model.Data.Preparation;

/// <summary>One interaction as it stands in a raw file.</summary>
/// <param name="User">The user's id, fit for a sequence file.</param>
/// <param name="Item">The item's id, fit for a sequence file.</param>
/// <param name="TimeMs">When, in milliseconds since 1970-01-01 UTC.</param>
public readonly record struct TimedInteraction(string User, string Item, long TimeMs);
