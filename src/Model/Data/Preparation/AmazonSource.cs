namespace S3Rec.Model.Data.Preparation;

/// <summary>
/// The Amazon review files, one review or product per line. An interaction is a review: `reviewerID`, `asin`, `unixReviewTime`,
/// when `overall` is above <see cref="RatingAbove"/>. Attributes of a product, by the rule of the release: every name in each
/// list of `categories` but the first, which is the main category and the same for all; and `brand`. They are kept by name, so a
/// brand that is called like a category is one attribute with it.
/// </summary>
public sealed class AmazonSource : IPreparationSource
{
    /// <summary>The reviews, JSON lines or Python literals, plain or gzipped.</summary>
    public required string Reviews { get; init; }

    /// <summary>The products; null to go without attributes.</summary>
    public string? Metadata { get; init; }

    /// <summary>Reviews rated this or lower are left out. 0 keeps all, as the release does.</summary>
    public double RatingAbove { get; init; }

    /// <inheritdoc/>
    public bool HasAttributes => Metadata is not null;

    /// <inheritdoc/>
    public IEnumerable<TimedInteraction> ReadInteractions(SourceReading reading)
    {
        foreach (var review in new JsonLines(Reviews, reading).Read())
        {
            if (review.TryId("reviewerID", out var user)
                && review.TryId("asin", out var item)
                && review.TryTime("unixReviewTime", out var timeMs)
                && review.TryNumber("overall", out var rating)
                && rating > RatingAbove)
            {
                yield return new TimedInteraction(user, item, timeMs);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ItemAttributes> ReadAttributes(SourceReading reading)
    {
        foreach (var product in new JsonLines(Metadata!, reading).Read())
        {
            var names = new List<string>();
            if (product.TryId("asin", out var item)
                && product.TryOptionalTexts("categories", depth: 2, skipped: 1, names)
                && product.TryOptionalTexts("brand", depth: 0, skipped: 0, names))
            {
                yield return new ItemAttributes(item, product.Place.Attributes(names));
            }
        }
    }
}
