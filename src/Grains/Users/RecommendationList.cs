using S3Rec.Contracts;
using S3Rec.Grains.Catalogue;
using S3Rec.Grains.Popularity;
using S3Rec.Storage;

namespace S3Rec.Grains.Users;

/// <summary>Puts an answer together: the model's items first, popular ones where the model's list ends.</summary>
internal static class RecommendationList
{
    /// <param name="userId">The user; null for a session without one.</param>
    /// <param name="request">What was asked of the model; its conditions hold for popular items too.</param>
    /// <param name="reply">What the model said.</param>
    /// <param name="popularity">Fills what is missing.</param>
    /// <param name="catalogue">Gives items their names.</param>
    public static Recommendations Build(
        string? userId, RankRequest request, RankReply reply, PopularityRanking popularity, ICatalogue catalogue)
    {
        var items = Name(reply, RecommendationSource.Personal, catalogue, request.Count);
        if (reply.Items.Length < request.Count)
            items = Fill(items, request, reply, popularity, catalogue);

        return reply.Items.Length > 0
            ? new(userId, reply.ModelVersion, RecommendationSource.Personal, items)
            : new(userId, ModelVersion: null, RecommendationSource.Popular, items);
    }

    /// <summary>The model's items by name, with room for <paramref name="length"/>.</summary>
    public static RecommendedItem[] Name(RankReply reply, RecommendationSource source, ICatalogue catalogue, int length)
    {
        var items = new RecommendedItem[length];
        for (var i = 0; i < reply.Items.Length; i++)
        {
            var why = reply.Reasons is { } reasons ? Name(reasons[i], catalogue) : null;
            items[i] = new(catalogue.GetItemId(reply.Items[i]), reply.Scores[i], source, why);
        }

        foreach (var place in reply.ColdPlaces)
            items[place] = items[place] with { Source = RecommendationSource.Cold };
        return items;
    }

    private static Explanation Name(RankReason reason, ICatalogue catalogue) => new(
        [.. reason.Items.Zip(reason.Contributions, (item, contribution) => new HistoryContribution(catalogue.GetItemId(item), contribution))],
        [.. reason.Attributes.Select(catalogue.GetAttribute)]);

    private static RecommendedItem[] Fill(
        RecommendedItem[] items, RankRequest request, RankReply reply, PopularityRanking popularity, ICatalogue catalogue)
    {
        var length = reply.Items.Length;
        var taken = reply.Items.ToHashSet();
        var candidates = CandidateItems.Of(catalogue, request.Allow, request.Attributes, request.Match);
        var popular = popularity.Top(
            request.Count - length,
            item => taken.Contains(item) || Array.BinarySearch(request.Exclude, item) >= 0 || !catalogue.IsAvailable(item),
            candidates);
        foreach (var (item, count) in popular)
            items[length++] = new(catalogue.GetItemId(item), count, RecommendationSource.Popular);
        return items[..length];
    }
}
