using S3Rec.Client;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>The part of the HTTP API that is about items and belongs to no user.</summary>
internal static class ItemsApi
{
    public static void MapItems(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/items", PutItems);
        routes.MapPut("/v1/items/{id}", PutItem);
        routes.MapGet("/v1/items/{id}", GetItem);
        routes.MapGet("/v1/items/{id}/similar", GetSimilar).RequireRateLimiting(HttpApi.ListsPolicy);
        routes.MapGet("/v1/popular", GetPopular).RequireRateLimiting(HttpApi.ListsPolicy);
    }

    private static async Task<IResult> PutItems(HttpContext context, IS3RecClient client, CancellationToken cancellationToken)
    {
        RequestValues.RefuseQuery(context.Request);
        var items = await JsonBody.Read(context.Request, ItemsBody.OfItems, cancellationToken);
        await client.PutItems(items, cancellationToken);
        return Results.Ok(new ItemsAnswer(items.Length));
    }

    private static async Task<IResult> PutItem(HttpContext context, IS3RecClient client, CancellationToken cancellationToken)
    {
        RequestValues.RefuseQuery(context.Request);
        var itemId = RequestValues.Id(context);
        var item = await JsonBody.Read(context.Request, body => ItemsBody.OfItem(itemId, body), cancellationToken);
        await client.PutItem(item, cancellationToken);
        return await Answer(itemId, client, cancellationToken);
    }

    private static Task<IResult> GetItem(HttpContext context, IS3RecClient client, CancellationToken cancellationToken)
    {
        RequestValues.RefuseQuery(context.Request);
        return Answer(RequestValues.Id(context), client, cancellationToken);
    }

    private static async Task<IResult> GetSimilar(HttpContext context, IS3RecClient client, CancellationToken cancellationToken)
    {
        var count = RequestValues.SimilarCount(context.Request);
        return Results.Ok(await client.GetSimilarItems(RequestValues.Id(context), count, cancellationToken));
    }

    private static async Task<IResult> GetPopular(HttpContext context, IS3RecClient client, CancellationToken cancellationToken) =>
        Results.Ok(await client.GetPopular(RequestValues.Popular(context.Request), cancellationToken));

    private static async Task<IResult> Answer(string itemId, IS3RecClient client, CancellationToken cancellationToken) =>
        Results.Ok(await client.GetItem(itemId, cancellationToken) ?? throw new UnknownItemException(itemId));
}

/// <summary>The answer to POST /v1/items.</summary>
/// <param name="ItemCount">Items stored.</param>
internal sealed record ItemsAnswer(int ItemCount);
