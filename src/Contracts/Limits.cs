namespace S3Rec.Contracts;

/// <summary>The bounds of every request. They are part of the contract: a client may rely on them.</summary>
public static class Limits
{
    /// <summary>Longest user, item or event id, and longest attribute, in bytes of UTF-8.</summary>
    public const int IdBytesMax = 256;

    /// <summary>Longest recommendation list, in items.</summary>
    public const int CountMax = 1000;

    /// <summary>Most history entries one answer returns.</summary>
    public const int HistoryCountMax = 1000;

    /// <summary>The newest interactions of a user whose items are kept out of that user's lists. An item from before may come
    /// back.</summary>
    public const int SeenInteractionsMax = 10_000;

    /// <summary>Most interactions one call may carry.</summary>
    public const int InteractionsPerCallMax = 10_000;

    /// <summary>Most attributes one item may have.</summary>
    public const int AttributesPerItemMax = 1000;

    /// <summary>Most items one call may put into the catalogue.</summary>
    public const int ItemsPerCallMax = 10_000;

    /// <summary>Most attributes one call may put into the catalogue, over all of its items.</summary>
    public const int AttributesPerCallMax = 100_000;

    /// <summary>Most items one request may deny.</summary>
    public const int DenyMax = 10_000;

    /// <summary>Most items one request may allow.</summary>
    public const int AllowMax = 10_000;

    /// <summary>Most attributes one request may require.</summary>
    public const int RequiredAttributesMax = 100;

    /// <summary>Most items of a history that comes with the request. The model reads the newest of them, as many as it was trained
    /// on; all of them are left out of the list.</summary>
    public const int SessionHistoryMax = 1000;

    /// <summary>Longest list that comes with reasons, in items.</summary>
    public const int ExplainedCountMax = 100;

    /// <summary>Most items of the history that explain one item of a list.</summary>
    public const int ExplainingItemsMax = 3;

    /// <summary>Most attributes that explain one item of a list.</summary>
    public const int ExplainingAttributesMax = 5;

    /// <summary>Earliest time an interaction may claim.</summary>
    public static readonly DateTimeOffset TimestampMin = DateTimeOffset.UnixEpoch;

    /// <summary>Latest time an interaction may claim. Far away on purpose: no rule depends on whose clock is right.</summary>
    public static readonly DateTimeOffset TimestampMax = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
