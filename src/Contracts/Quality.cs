namespace S3Rec.Contracts;

/// <summary>A time, up to now, over which live quality is measured.</summary>
public enum QualityWindow
{
    /// <summary>The last hour.</summary>
    Hour,

    /// <summary>The last 24 hours.</summary>
    Day,

    /// <summary>The last 7 days.</summary>
    Week,
}

/// <summary>
/// How good the lists of a version are, as their users judge them: the next new interaction of a user is a hit of the list that user was
/// served last, or a miss. A list is judged once, and only a fair one: of <see cref="ListLength"/> places or more, from the stored history,
/// asked for without allow, deny, attributes, diversity or explanations; a place the model did not fill is one where it missed. What a
/// user takes is judged wherever it was found; an item that was left out because it was seen before is a miss. Kept in memory: a restart
/// begins anew.
/// </summary>
/// <param name="Version">The model version.</param>
/// <param name="Windows">One entry for each window, the shortest first.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.ModelQuality")]
public sealed record ModelQuality([property: Id(0)] int Version, [property: Id(1)] IReadOnlyList<WindowQuality> Windows)
{
    /// <summary>Places of a list that count.</summary>
    public const int ListLength = 10;
}

/// <summary>Live quality over one window. Judgements are kept in periods of a twelfth of it, so that it reaches back over its length and up
/// to a twelfth more.</summary>
/// <param name="Window">The window.</param>
/// <param name="Judged">Lists judged.</param>
/// <param name="HitRate">HR@10: the share of them that held the item taken next, 0 to 1; null without a judged list.</param>
/// <param name="Ndcg">NDCG@10: the mean of 1 / log₂(rank + 2) of that item, ranks from 0, 0 to 1; null without a judged list.</param>
/// <param name="Coverage">The share of the version's items that stood in the first ten places of a fair list, judged or not, 0 to 1; null
/// when the version has left the store.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.WindowQuality")]
public sealed record WindowQuality(
    [property: Id(0)] QualityWindow Window,
    [property: Id(1)] long Judged,
    [property: Id(2)] double? HitRate,
    [property: Id(3)] double? Ndcg,
    [property: Id(4)] double? Coverage);

/// <summary>The version on trial against the live one, over those periods of a window in which lists of both were judged: what the live
/// version did before the trial began says nothing of it.</summary>
/// <param name="Window">The window.</param>
/// <param name="LiveJudged">Lists of the live version judged in them.</param>
/// <param name="TrialJudged">Lists of the version on trial judged in them.</param>
/// <param name="HitRate">By how much HR@10 of the version on trial is higher, with Newcombe's hybrid score interval; null when there is no
/// list.</param>
/// <param name="Ndcg">By how much its NDCG@10 is higher, with the normal interval of a difference of means; null with fewer than two lists
/// of either.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.TrialComparison")]
public sealed record TrialComparison(
    [property: Id(0)] QualityWindow Window,
    [property: Id(1)] long LiveJudged,
    [property: Id(2)] long TrialJudged,
    [property: Id(3)] Difference? HitRate,
    [property: Id(4)] Difference? Ndcg);

/// <summary>A difference and its 95 % confidence interval. It takes lists for independent; those of one user are not quite, so that the
/// true interval is somewhat wider where few users have many lists.</summary>
/// <param name="Value">The version on trial minus the live one.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.Difference")]
public sealed record Difference([property: Id(0)] double Value, [property: Id(1)] double Low, [property: Id(2)] double High);

/// <summary>What one silo counted of a version since it last told.</summary>
/// <param name="Version">The model version.</param>
/// <param name="Ranks">How many judged lists held the item taken next at each rank, from 0; the last entry,
/// <see cref="ModelQuality.ListLength"/>, counts the misses.</param>
/// <param name="Shown">The items of the model, by the catalogue's integers, each once, that stood in the first places of a fair
/// list.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.QualityDelta")]
public sealed record QualityDelta([property: Id(0)] int Version, [property: Id(1)] long[] Ranks, [property: Id(2)] int[] Shown);
