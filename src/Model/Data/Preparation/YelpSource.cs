namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// The Yelp academic data set. An interaction is a review: `user_id`, `business_id`, `date`, when `stars` is above
/// <see cref="RatingAbove"/> and the date lies in the range. Attributes of a business are its `categories`, separated by commas.
/// </summary>
/// <remarks>The release compares with "2019-12-31 00:00:00" and so leaves the last day out; here the last day belongs to the
/// range. The day before it as <see cref="To"/> comes closest to the release.</remarks>
public sealed class YelpSource : IPreparationSource
{
    /// <summary>The reviews, JSON lines, plain or gzipped.</summary>
    public required string Reviews { get; init; }

    /// <summary>The businesses; null to go without attributes.</summary>
    public string? Businesses { get; init; }

    /// <summary>The first day, UTC.</summary>
    public DateOnly From { get; init; } = DateOnly.MinValue;

    /// <summary>The last day, UTC.</summary>
    public DateOnly To { get; init; } = DateOnly.MaxValue;

    /// <summary>Reviews with this many stars or fewer are left out. 0 keeps all, as the release does.</summary>
    public double RatingAbove { get; init; }

    /// <inheritdoc/>
    public bool HasAttributes => Businesses is not null;

    /// <inheritdoc/>
    public IEnumerable<TimedInteraction> ReadInteractions(SourceReading reading)
    {
        foreach (var review in new JsonLines(Reviews, reading).Read())
        {
            if (review.TryId("user_id", out var user)
                && review.TryId("business_id", out var item)
                && review.TryTime("date", out var timeMs)
                && review.TryNumber("stars", out var stars)
                && stars > RatingAbove
                && IsInRange(timeMs))
            {
                yield return new TimedInteraction(user, item, timeMs);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ItemAttributes> ReadAttributes(SourceReading reading)
    {
        foreach (var business in new JsonLines(Businesses!, reading).Read())
        {
            var texts = new List<string>();
            if (business.TryId("business_id", out var item)
                && business.TryOptionalTexts("categories", depth: 0, skipped: 0, texts))
            {
                yield return new ItemAttributes(
                    item, business.Place.Attributes(texts.SelectMany(static categories => categories.Split(','))));
            }
        }
    }

    private bool IsInRange(long timeMs)
    {
        var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(timeMs).UtcDateTime);
        return day >= From && day <= To;
    }
}
