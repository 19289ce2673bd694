using Orleans.Concurrency;
using S3Rec.Contracts;
using S3Rec.Grains.Popularity;
using S3Rec.Grains.Users;
using S3Rec.Storage;

namespace S3Rec.Grains.Catalogue;

/// <summary>What belongs to no user. Holds no state of its own, so every silo has some; reentrant, because most of its time is
/// waiting.</summary>
[StatelessWorker, Reentrant]
internal sealed class CatalogueGrain(
    ICatalogue catalogue, ListMaker lists, PopularityRanking popularity, TrendingCounts trending) : Grain, ICatalogueGrain
{
    private uint _asked; // spreads lists that belong to nobody over the replicas

    public Task PutItems(IReadOnlyList<ItemUpdate> items, CancellationToken cancellationToken)
    {
        RequestRules.Check(items);
        return catalogue.PutItems([.. items.Select(static i => new CatalogueItem(i.ItemId, i.Attributes, i.Available))], cancellationToken);
    }

    public Task<Item?> GetItem(string itemId, CancellationToken cancellationToken)
    {
        RequestRules.CheckItemId(itemId);
        return Task.FromResult(catalogue.TryGetItem(itemId, out var item)
            ? new Item(itemId, [.. catalogue.GetAttributes(item).Select(catalogue.GetAttribute)], catalogue.IsAvailable(item))
            : null);
    }

    public Task<SimilarItems> GetSimilarItems(string itemId, int count, CancellationToken cancellationToken)
    {
        RequestRules.CheckItemId(itemId);
        RequestRules.CheckCount(count, Limits.CountMax);
        return catalogue.TryGetItem(itemId, out var item)
            ? lists.FindSimilar(itemId, item, _asked++, count, cancellationToken)
            : throw new UnknownItemException(itemId);
    }

    public Task<PopularItems> GetPopular(PopularRequest request, CancellationToken cancellationToken)
    {
        RequestRules.Check(request);
        var attributes = RankRequests.Attributes(request.Attributes, request.Match, catalogue, out var isHadByNone);
        var match = isHadByNone ? AttributeMatch.Any : request.Match;
        var candidates = CandidateItems.Of(catalogue, allow: null, attributes, match);
        var top = request.Window == PopularityWindow.AllTime
            ? popularity.Top(request.Count, item => !catalogue.IsAvailable(item), candidates)
            : trending.Top(request.Window, request.Count, item => !Qualifies(item, candidates));
        return Task.FromResult(new PopularItems(
            request.Window,
            [
                .. top.Where(static t => t.Count > 0)
                    .Select(t => new RecommendedItem(catalogue.GetItemId(t.Item), t.Count, RecommendationSource.Popular)),
            ]));
    }

    public async Task<Recommendations> GetRecommendations(RecommendationRequest request, CancellationToken cancellationToken)
    {
        RequestRules.CheckWithoutUser(request);
        return (await lists.Recommend(userId: null, _asked++, request, history: [], seen: [], cancellationToken)).List;
    }

    private bool Qualifies(int item, int[]? candidates) =>
        catalogue.IsAvailable(item) && (candidates is null || Array.BinarySearch(candidates, item) >= 0);
}
