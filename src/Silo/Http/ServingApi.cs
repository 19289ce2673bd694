using S3Rec.Client;
using S3Rec.Contracts;

namespace S3Rec.Silo.Http;

/// <summary>What serves, how good it is, and the trial beside the live model.</summary>
internal static class ServingApi
{
    public static void MapServing(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/admin/status", GetStatus);
        routes.MapGet("/v1/admin/split", GetSplit);
        routes.MapPut("/v1/admin/split", PutSplit);
        routes.MapDelete("/v1/admin/split", DeleteSplit);
    }

    private static async Task<IResult> GetStatus(IS3RecClient client, CancellationToken cancellationToken) =>
        Results.Ok(await client.GetServingStatus(cancellationToken));

    private static async Task<IResult> GetSplit(IS3RecClient client, CancellationToken cancellationToken) =>
        Results.Ok(new SplitAnswer((await client.GetServingStatus(cancellationToken)).Split));

    private static async Task<IResult> PutSplit(HttpContext context, IS3RecClient client, CancellationToken cancellationToken)
    {
        RequestValues.RefuseQuery(context.Request);
        var split = await JsonBody.Read(context.Request, SplitBody.Of, cancellationToken);
        await client.StartSplit(split.Version, split.Share, cancellationToken);
        return Results.Ok(new SplitAnswer(split));
    }

    private static async Task<IResult> DeleteSplit(IS3RecClient client, CancellationToken cancellationToken)
    {
        await client.EndSplit(cancellationToken);
        return Results.Ok(new SplitAnswer(null));
    }
}

/// <summary>The answer of /v1/admin/split: the trial there is; null for none.</summary>
internal sealed record SplitAnswer(ModelSplit? Split);
