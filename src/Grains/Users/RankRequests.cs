using S3Rec.Contracts;
using S3Rec.Grains.Catalogue;
using S3Rec.Grains.Inference;
using S3Rec.Storage;

namespace S3Rec.Grains.Users;

/// <summary>Turns what a caller asks for into the catalogue's integers. A request without conditions hands the arrays on as they
/// are.</summary>
internal static class RankRequests
{
    /// <param name="userId">Whom the list is for; null for nobody.</param>
    /// <param name="request">A checked request.</param>
    /// <param name="history">The stored history, oldest first.</param>
    /// <param name="seen">What must not be shown again, ascending.</param>
    /// <param name="catalogue">Knows the ids.</param>
    /// <param name="patience">How long the answer is waited for.</param>
    public static RankRequest Of(
        string? userId, RecommendationRequest request, int[] history, int[] seen, ICatalogue catalogue, TimeSpan patience)
    {
        var session = request.History is { } ids ? Known(ids, catalogue) : null;
        int[] exclude = request.ExcludeSeen ? seen : [];
        if (request.ExcludeSeen && session is { Length: > 0 })
            exclude = CandidateItems.Either(exclude, Ascending(session));
        if (request.Deny is { Count: > 0 } deny)
            exclude = CandidateItems.Either(exclude, Ascending(Known(deny, catalogue)));

        return new(session ?? history, exclude, request.Count)
        {
            Allow = request.Allow is { } allow ? Ascending(Known(allow, catalogue)) : null,
            Attributes = Attributes(request.Attributes, request.Match, catalogue, out var isHadByNone),
            Match = isHadByNone ? AttributeMatch.Any : request.Match,
            Diversity = request.Diversity,
            Explain = request.Explain,
            Patience = patience,
            User = userId is null ? null : UserSplit.NumberOf(userId),
        };
    }

    /// <summary>The integers of attributes; null when there is no such condition.</summary>
    /// <param name="texts">The attributes; null or none for no condition.</param>
    /// <param name="match">All of them or any.</param>
    /// <param name="catalogue">Knows them.</param>
    /// <param name="isHadByNone">True when all must be had and one is unknown: the answer is then "any of none".</param>
    public static int[]? Attributes(
        IReadOnlyList<string>? texts, AttributeMatch match, ICatalogue catalogue, out bool isHadByNone)
    {
        isHadByNone = false;
        if (texts is not { Count: > 0 })
            return null;

        var known = new SortedSet<int>();
        foreach (var text in texts)
        {
            if (catalogue.TryGetAttribute(text, out var attribute))
                known.Add(attribute);
            else
                isHadByNone |= match == AttributeMatch.All;
        }

        return isHadByNone ? [] : [.. known];
    }

    /// <summary>The integers of the ids that are known, in the same order.</summary>
    private static int[] Known(IReadOnlyList<string> ids, ICatalogue catalogue)
    {
        var items = new List<int>(ids.Count);
        foreach (var id in ids)
        {
            if (catalogue.TryGetItem(id, out var item))
                items.Add(item);
        }

        return [.. items];
    }

    /// <summary>Each item once, ascending.</summary>
    private static int[] Ascending(int[] items) => [.. new SortedSet<int>(items)];
}
