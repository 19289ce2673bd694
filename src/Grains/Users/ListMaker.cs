using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using S3Rec.Contracts;
using S3Rec.Grains.Popularity;
using S3Rec.Storage;

namespace S3Rec.Grains.Users;

/// <summary>Asks a replica of the model and puts the answer together. When no model silo answers in time, the answer falls back to
/// popular items; a full queue is the caller's to handle.</summary>
internal sealed partial class ListMaker(
    IGrainFactory grains,
    ICatalogue catalogue,
    PopularityRanking popularity,
    UserOptions options,
    ModelOptions models,
    TimeProvider time,
    ILogger<ListMaker> logger)
{
    // Making a reference costs more than calling through it.
    private readonly Lazy<IModelGrain[]> _replicas = new(
        () => [.. Enumerable.Range(0, models.Replicas).Select(replica => grains.GetGrain<IModelGrain>(replica))]);

    /// <summary>A list of next items.</summary>
    /// <param name="userId">The user; null for a session without one.</param>
    /// <param name="spread">Any number; the same one asks the same replica.</param>
    /// <param name="request">What is asked, checked.</param>
    /// <param name="history">The stored history, oldest first; the request's own comes before it.</param>
    /// <param name="seen">The items of the stored history, ascending.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The answer, and the model's part of it.</returns>
    /// <exception cref="OverloadedException">The inference queue is full.</exception>
    public async Task<(Recommendations List, RankReply Reply)> Recommend(
        string? userId, uint spread, RecommendationRequest request, int[] history, int[] seen, CancellationToken cancellationToken)
    {
        var rank = RankRequests.Of(userId, request, history, seen, catalogue, options.RankTimeout);
        var replica = spread % (uint)models.Replicas;
        var reply = rank.History.Length == 0
            ? RankReply.NoModel
            : await Wait(_replicas.Value[replica].Rank(rank, cancellationToken), replica, userId, cancellationToken);
        return (RecommendationList.Build(userId, rank, reply, popularity, catalogue), reply);
    }

    /// <summary>The items closest to one.</summary>
    /// <exception cref="OverloadedException">The inference queue is full.</exception>
    public async Task<SimilarItems> FindSimilar(
        string itemId, int item, uint spread, int count, CancellationToken cancellationToken)
    {
        var request = new SimilarRequest(item, count, options.RankTimeout);
        var replica = spread % (uint)models.Replicas;
        var asked = _replicas.Value[replica].RankSimilar(request, cancellationToken);
        var reply = await Wait(asked, replica, userId: null, cancellationToken);
        var items = RecommendationList.Name(reply, RecommendationSource.Similar, catalogue, reply.Items.Length);
        return new(itemId, items.Length > 0 ? reply.ModelVersion : null, items);
    }

    /// <summary>The wait ends here when the time is over; the request carries the same time along, so that nobody ranks it
    /// after.</summary>
    private async Task<RankReply> Wait(Task<RankReply> asked, uint replica, string? userId, CancellationToken cancellationToken)
    {
        try
        {
            return await asked.WaitAsync(options.RankTimeout, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception unavailable) when (unavailable is OperationCanceledException or TimeoutException or OrleansException)
        {
            LogModelUnavailable(logger, replica, userId, unavailable.Message);
            return RankReply.NoModel;
        }
    }
}
