namespace S3Rec.Model.Data.Preparation;

/// <summary>Where a preparation stands.</summary>
/// <param name="Phase">What is going on: "reading ratings.csv", "filtering", "writing".</param>
/// <param name="Fraction">How much of the phase is done, 0 to 1.</param>
public readonly record struct PreparationProgress(string Phase, double Fraction);
