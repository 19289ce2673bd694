using System.Text.Json.Serialization;

namespace S3Rec.Contracts;

/// <summary>Where a recommendation comes from.</summary>
public enum RecommendationSource
{
    /// <summary>Scored by the model from the user's own history.</summary>
    Personal,

    /// <summary>An item the live model has not seen in training, placed by its attributes.</summary>
    Cold,

    /// <summary>What everybody takes: the user has no history the model knows, or no model is live.</summary>
    Popular,

    /// <summary>Close to the item that was asked about, as the model sees both.</summary>
    Similar,
}

/// <summary>Which of the required attributes an item must have.</summary>
public enum AttributeMatch
{
    /// <summary>Every one of them.</summary>
    All,

    /// <summary>One of them or more.</summary>
    Any,
}

/// <summary>What is asked of a list. Every condition is applied while the catalogue is scored: the list holds exactly the best
/// items that qualify, and as many as were asked for whenever that many do. Items that are not available never appear.</summary>
/// <param name="Count">Items wanted, 1 to <see cref="Limits.CountMax"/>.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.RecommendationRequest")]
public sealed record RecommendationRequest([property: Id(0)] int Count = RecommendationRequest.DefaultCount)
{
    /// <summary>The length of a list when the caller names none.</summary>
    public const int DefaultCount = 10;

    /// <summary>Whether items among the user's newest <see cref="Limits.SeenInteractionsMax"/> interactions, and those of
    /// <see cref="History"/>, are left out; true by default. False where people take the same thing again.</summary>
    [Id(1)]
    public bool ExcludeSeen { get; init; } = true;

    /// <summary>Item ids that must not appear, at most <see cref="Limits.DenyMax"/>. Unknown ones are ignored.</summary>
    [Id(2)]
    public IReadOnlyList<string>? Deny { get; init; }

    /// <summary>The only item ids that may appear, at most <see cref="Limits.AllowMax"/>; null for all of the catalogue. Unknown
    /// ones do not appear; when none is known the list is empty.</summary>
    [Id(3)]
    public IReadOnlyList<string>? Allow { get; init; }

    /// <summary>Attributes that items must have, at most <see cref="Limits.RequiredAttributesMax"/>; null for no such condition. No
    /// item has an unknown one.</summary>
    [Id(4)]
    public IReadOnlyList<string>? Attributes { get; init; }

    /// <summary>Whether items must have all of <see cref="Attributes"/> or any; all by default.</summary>
    [Id(5)]
    public AttributeMatch Match { get; init; }

    /// <summary>How much items that resemble those before them are pushed back, 0 (not at all, the default) to 1 (nothing else
    /// counts): maximal marginal relevance over the model's item embeddings. Scores stay those of the model, so that a diverse list is
    /// not in the order of its scores. Popular items are not diversified.</summary>
    [Id(6)]
    public float Diversity { get; init; }

    /// <summary>Item ids of a session, oldest first, at most <see cref="Limits.SessionHistoryMax"/>, that stand in for the stored
    /// history; null to use that. Unknown ones are ignored.</summary>
    [Id(7)]
    public IReadOnlyList<string>? History { get; init; }

    /// <summary>Whether each item comes with what carried it; false by default. Costs one more ranking for every item of the
    /// history, so that such a list has at most <see cref="Limits.ExplainedCountMax"/> items.</summary>
    [Id(8)]
    public bool Explain { get; init; }
}

/// <summary>A list of next items, best first.</summary>
/// <param name="UserId">The user; null when the list was asked for a session without one.</param>
/// <param name="ModelVersion">The one model version every personal and cold score comes from; null when no model took
/// part.</param>
/// <param name="Source">Personal when the model ranked this list; otherwise what it is instead.</param>
/// <param name="Items">As many as were asked for, whenever that many items qualify.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.Recommendations")]
public sealed record Recommendations(
    [property: Id(0), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UserId,
    [property: Id(1)] int? ModelVersion,
    [property: Id(2)] RecommendationSource Source,
    [property: Id(3)] IReadOnlyList<RecommendedItem> Items);

/// <summary>One recommended item.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Score">Higher is better; comparable only within one list, personal and cold items among themselves: a model's score
/// for those, the number of interactions for popular ones, a cosine for similar ones.</param>
/// <param name="Source">Where this item comes from.</param>
/// <param name="Why">What carried it; null unless it was asked for, and for popular items.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.RecommendedItem")]
public readonly record struct RecommendedItem(
    [property: Id(0)] string ItemId,
    [property: Id(1)] float Score,
    [property: Id(2)] RecommendationSource Source,
    [property: Id(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Explanation? Why = null);

/// <summary>What carried an item into a list.</summary>
/// <param name="History">The items of the history without which it would have scored less, those that count most first, at most
/// <see cref="Limits.ExplainingItemsMax"/>.</param>
/// <param name="Attributes">Attributes it shares with those items, those shared by most first, at most
/// <see cref="Limits.ExplainingAttributesMax"/>.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.Explanation")]
public sealed record Explanation(
    [property: Id(0)] IReadOnlyList<HistoryContribution> History,
    [property: Id(1)] IReadOnlyList<string> Attributes);

/// <summary>One item of the history and what it contributed.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Contribution">By how much the score falls when the history is ranked anew without it; above 0.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.HistoryContribution")]
public readonly record struct HistoryContribution([property: Id(0)] string ItemId, [property: Id(1)] float Contribution);
