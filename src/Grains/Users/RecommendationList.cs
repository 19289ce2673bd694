using S3Rec.Contracts;
using S3Rec.Grains.Popularity;
using S3Rec.Storage;

namespace S3Rec.Grains.Users;

/// <summary>Puts an answer together: the model's items first, popular ones where the model's list ends.</summary>
internal static class RecommendationList
{
    /// <param name="userId">The user.</param>
    /// <param name="request">What was asked of the model; its exclusions, ascending, hold for popular items too.</param>
    /// <param name="reply">What the model said.</param>
    /// <param name="popularity">Fills what is missing.</param>
    /// <param name="catalogue">Gives items their names.</param>
    public static Recommendations Build(
        string userId, RankRequest request, RankReply reply, PopularityRanking popularity, ICatalogue catalogue)
    {
        var items = new List<RecommendedItem>(request.Count);
        for (var i = 0; i < reply.Items.Length; i++)
            items.Add(new(catalogue.GetItemId(reply.Items[i]), reply.Scores[i], RecommendationSource.Personal));

        var missing = request.Count - items.Count;
        if (missing > 0)
        {
            var taken = reply.Items.ToHashSet();
            foreach (var (item, count) in popularity.Top(missing, i => taken.Contains(i) || Array.BinarySearch(request.Exclude, i) >= 0))
                items.Add(new(catalogue.GetItemId(item), count, RecommendationSource.Popular));
        }

        return reply.Items.Length > 0
            ? new(userId, reply.ModelVersion, RecommendationSource.Personal, items)
            : new(userId, ModelVersion: null, RecommendationSource.Popular, items);
    }
}
