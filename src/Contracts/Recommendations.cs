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
}

/// <summary>What is asked of a user's next list.</summary>
/// <param name="Count">Items wanted, 1 to <see cref="Limits.CountMax"/>.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.RecommendationRequest")]
public sealed record RecommendationRequest([property: Id(0)] int Count = RecommendationRequest.DefaultCount)
{
    /// <summary>The length of a list when the caller names none.</summary>
    public const int DefaultCount = 10;
}

/// <summary>A user's next items, best first, none of them among the user's newest <see cref="Limits.SeenInteractionsMax"/>
/// interactions.</summary>
/// <param name="UserId">The user.</param>
/// <param name="ModelVersion">The one model version every personal score comes from; null when no model took part.</param>
/// <param name="Source">Personal when the model ranked this list; otherwise what it is instead.</param>
/// <param name="Items">As many as were asked for, whenever that many items are left.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.Recommendations")]
public sealed record Recommendations(
    [property: Id(0)] string UserId,
    [property: Id(1)] int? ModelVersion,
    [property: Id(2)] RecommendationSource Source,
    [property: Id(3)] IReadOnlyList<RecommendedItem> Items);

/// <summary>One recommended item.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Score">Higher is better; comparable only within one list and one <paramref name="Source"/>: a model's score for
/// personal items, the number of interactions for popular ones.</param>
/// <param name="Source">Where this item comes from.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.RecommendedItem")]
public sealed record RecommendedItem(
    [property: Id(0)] string ItemId,
    [property: Id(1)] float Score,
    [property: Id(2)] RecommendationSource Source);
