namespace S3Rec.Contracts;

/// <summary>What is to be known of an item from now on. What is null stays as it was; an item met for the first time has no
/// attributes and is available.</summary>
/// <param name="ItemId">The item, 1 to <see cref="Limits.IdBytesMax"/> bytes of UTF-8.</param>
/// <param name="Attributes">All of its attributes, at most <see cref="Limits.AttributesPerItemMax"/>, each 1 to
/// <see cref="Limits.IdBytesMax"/> bytes of UTF-8; empty to take them away.</param>
/// <param name="Available">Whether it may appear in lists.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.ItemUpdate")]
public sealed record ItemUpdate(
    [property: Id(0)] string ItemId,
    [property: Id(1)] IReadOnlyList<string>? Attributes = null,
    [property: Id(2)] bool? Available = null);

/// <summary>An item as the catalogue holds it.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Attributes">Its attributes, in the order given.</param>
/// <param name="Available">Whether it may appear in lists.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.Item")]
public sealed record Item(
    [property: Id(0)] string ItemId,
    [property: Id(1)] IReadOnlyList<string> Attributes,
    [property: Id(2)] bool Available);

/// <summary>Items close to one item.</summary>
/// <param name="ItemId">The item asked about.</param>
/// <param name="ModelVersion">The model version that compared them; null when no model is live or it can place neither.</param>
/// <param name="Items">The closest available ones, closest first, never the item itself; empty when the model cannot place
/// it.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.SimilarItems")]
public sealed record SimilarItems(
    [property: Id(0)] string ItemId,
    [property: Id(1)] int? ModelVersion,
    [property: Id(2)] IReadOnlyList<RecommendedItem> Items);

/// <summary>What is asked of a list of popular items.</summary>
/// <param name="Count">Items wanted, 1 to <see cref="Limits.CountMax"/>.</param>
/// <param name="Window">Over which time interactions count.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.PopularRequest")]
public sealed record PopularRequest(
    [property: Id(0)] int Count = RecommendationRequest.DefaultCount,
    [property: Id(1)] PopularityWindow Window = PopularityWindow.AllTime)
{
    /// <inheritdoc cref="RecommendationRequest.Attributes"/>
    [Id(2)]
    public IReadOnlyList<string>? Attributes { get; init; }

    /// <inheritdoc cref="RecommendationRequest.Match"/>
    [Id(3)]
    public AttributeMatch Match { get; init; }
}

/// <summary>The time over which interactions count, up to now, by the time each interaction says it happened; one that says nothing
/// happened when it arrived. One from the future counts when its time has come.</summary>
public enum PopularityWindow
{
    /// <summary>The whole log.</summary>
    AllTime,

    /// <summary>The last hour.</summary>
    Hour,

    /// <summary>The last 24 hours.</summary>
    Day,

    /// <summary>The last 7 days.</summary>
    Week,

    /// <summary>The last 30 days.</summary>
    Month,
}

/// <summary>The items with most interactions.</summary>
/// <param name="Window">Over which time they count.</param>
/// <param name="Items">Available items that have any, most first; the score is their number.</param>
[GenerateSerializer, Immutable, Alias("S3Rec.PopularItems")]
public sealed record PopularItems(
    [property: Id(0)] PopularityWindow Window,
    [property: Id(1)] IReadOnlyList<RecommendedItem> Items);
