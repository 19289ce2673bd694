namespace S3Rec.Contracts;

/// <summary>A history to rank for. All ids are the catalogue's dense integers. Items that are not available are left out without
/// being named.</summary>
/// <param name="History">The user's items, oldest first, the newest at the end.</param>
/// <param name="Exclude">Items that must not appear, ascending.</param>
/// <param name="Count">Items wanted, 1 to <see cref="Limits.CountMax"/>.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.RankRequest")]
public sealed record RankRequest(
    [property: Id(0)] int[] History,
    [property: Id(1)] int[] Exclude,
    [property: Id(2)] int Count)
{
    /// <summary>The only items that may appear, ascending; null for all.</summary>
    [Id(3)]
    public int[]? Allow { get; init; }

    /// <summary>Attributes that items must have; null for no such condition.</summary>
    [Id(4)]
    public int[]? Attributes { get; init; }

    /// <summary>Whether items must have all of <see cref="Attributes"/> or any.</summary>
    [Id(5)]
    public AttributeMatch Match { get; init; }

    /// <inheritdoc cref="RecommendationRequest.Diversity"/>
    [Id(6)]
    public float Diversity { get; init; }

    /// <inheritdoc cref="RecommendationRequest.Explain"/>
    [Id(7)]
    public bool Explain { get; init; }

    /// <summary>How long the caller waits, counted from the arrival at the model, so that no two clocks must agree; zero for ever. Work
    /// whose caller has gone is not done.</summary>
    [Id(8)]
    public TimeSpan Patience { get; init; }

    /// <summary>A number that is the user's for ever and decides whether a trial serves that user; null when the list is for nobody, who
    /// gets the live version.</summary>
    [Id(9)]
    public ulong? User { get; init; }
}

/// <summary>An item to find the like of, by the catalogue's integer.</summary>
/// <param name="Item">The item.</param>
/// <param name="Count">Items wanted, 1 to <see cref="Limits.CountMax"/>.</param>
/// <param name="Patience">As <see cref="RankRequest.Patience"/>.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.SimilarRequest")]
public sealed record SimilarRequest(
    [property: Id(0)] int Item,
    [property: Id(1)] int Count,
    [property: Id(2)] TimeSpan Patience);

/// <summary>The model's answer: items and scores, best first.</summary>
/// <param name="ModelVersion">The version that scored all of them; null when no model is loaded.</param>
/// <param name="Items">Catalogue ids, best first; empty when the model knows nothing of the history.</param>
/// <param name="Scores">Their scores, in the same order.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.RankReply")]
public sealed record RankReply(
    [property: Id(0)] int? ModelVersion,
    [property: Id(1)] int[] Items,
    [property: Id(2)] float[] Scores)
{
    /// <summary>No model is loaded.</summary>
    public static RankReply NoModel { get; } = new(null, [], []);

    /// <summary>The places in <see cref="Items"/>, ascending, of those the model has not seen in training.</summary>
    [Id(3)]
    public int[] ColdPlaces { get; init; } = [];

    /// <summary>What carried each of <see cref="Items"/>; null unless it was asked for.</summary>
    [Id(4)]
    public RankReason[]? Reasons { get; init; }
}

/// <summary>What carried an item, by the catalogue's integers.</summary>
/// <param name="Items">Items of the history, those that count most first.</param>
/// <param name="Contributions">By how much the score falls without each of them; above 0.</param>
/// <param name="Attributes">Attributes the item shares with them, those shared by most first.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.RankReason")]
public sealed record RankReason(
    [property: Id(0)] int[] Items,
    [property: Id(1)] float[] Contributions,
    [property: Id(2)] int[] Attributes);
