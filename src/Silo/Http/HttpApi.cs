using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using S3Rec.Client;
using S3Rec.Contracts;
using S3Rec.Silo.Hosting;

namespace S3Rec.Silo.Http;

/// <summary>The HTTP API: a thin layer over <see cref="IS3RecClient"/>. Errors are problem details, see
/// <see cref="Problems"/>.</summary>
internal static class HttpApi
{
    /// <summary>Largest request body, in bytes.</summary>
    public const int BodyBytesMax = 10_000_000;

    /// <summary>Largest body that is read to its end, unused, to answer 413 to a client that sends before it listens. The
    /// connection of a larger one is cut.</summary>
    private const int DrainedBodyBytesMax = 10 * BodyBytesMax;

    /// <summary>Longest request line, in bytes. Far more than a valid id needs, so that one too long is answered with its name
    /// and the limit instead of a bare 414.</summary>
    public const int RequestLineBytesMax = 2_000_000;

    /// <param name="services">The services.</param>
    /// <param name="listsMax">Lists worked on at a time, see <see cref="ServiceSettings.ConcurrentListsMax"/>.</param>
    public static IServiceCollection AddS3RecHttpApi(this IServiceCollection services, int listsMax)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.AddConcurrencyLimiter(ListsPolicy, lists => (lists.PermitLimit, lists.QueueLimit) = (listsMax, 0));
            limiter.OnRejected = (rejected, _) => new(Problems.WriteOverloaded(rejected.HttpContext, listsMax));
        });
        services.ConfigureHttpJsonOptions(json => WireJson.Apply(json.SerializerOptions));
        services.AddExceptionHandler<Problems>();
        return services;
    }

    /// <summary>Whether an answer is worth having is decided before any work is done for it: under more load than the service can
    /// bear, a refusal must be cheap.</summary>
    public const string ListsPolicy = "lists";

    public static void ConfigureKestrel(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = DrainedBodyBytesMax;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytesMax;
        kestrel.Limits.MaxRequestBufferSize = RequestLineBytesMax;
    }

    public static void UseS3RecHttpApi(this WebApplication app)
    {
        app.UseExceptionHandler(static _ => { });
        app.UseStatusCodePages(static pages => Problems.WriteForStatus(pages.HttpContext));

        app.UseRateLimiter();

        app.MapPost("/v1/interactions", Record);
        app.MapGet("/v1/users/{id}/recommendations", GetRecommendations).RequireRateLimiting(ListsPolicy);
        app.MapPost("/v1/users/{id}/recommendations", PostRecommendations).RequireRateLimiting(ListsPolicy);
        app.MapPost("/v1/recommendations", PostSession).RequireRateLimiting(ListsPolicy);
        app.MapGet("/v1/users/{id}/history", GetHistory);
        app.MapItems();

        app.MapPost("/v1/admin/retrain", Retrain);
        app.MapGet("/v1/admin/training", GetTraining);
        app.MapDelete("/v1/admin/training", CancelTraining);
        app.MapGet("/v1/admin/models", GetModels);
        app.MapPost("/v1/admin/models/{version}/activate", Activate);
        app.MapServing();

        app.MapHealth();
    }

    private static async Task<IResult> Record(HttpContext context, IS3RecClient client, CancellationToken cancellationToken)
    {
        RequestValues.RefuseQuery(context.Request);
        var body = await JsonBody.Read(context.Request, InteractionsBody.Of, cancellationToken);
        var receipts = body.IsArray
            ? await client.RecordInteractions(body.Interactions, cancellationToken)
            : [await client.RecordInteraction(body.Interactions[0], cancellationToken)];
        return Results.Ok(new ReceiptsAnswer(receipts));
    }

    private static async Task<IResult> GetRecommendations(
        HttpContext context, IS3RecClient client, CancellationToken cancellationToken)
    {
        var request = RequestValues.Recommendations(context.Request);
        return new RecommendationsJson(await client.GetRecommendations(RequestValues.Id(context), request, cancellationToken));
    }

    private static async Task<IResult> PostRecommendations(
        HttpContext context, IS3RecClient client, CancellationToken cancellationToken)
    {
        RequestValues.RefuseQuery(context.Request);
        var request = await JsonBody.Read(context.Request, RecommendationBody.Of, cancellationToken);
        return new RecommendationsJson(await client.GetRecommendations(RequestValues.Id(context), request, cancellationToken));
    }

    private static async Task<IResult> PostSession(HttpContext context, IS3RecClient client, CancellationToken cancellationToken)
    {
        RequestValues.RefuseQuery(context.Request);
        var request = await JsonBody.Read(context.Request, RecommendationBody.Of, cancellationToken);
        return new RecommendationsJson(await client.GetRecommendations(request, cancellationToken));
    }

    private static async Task<IResult> GetHistory(HttpContext context, IS3RecClient client, CancellationToken cancellationToken)
    {
        var count = RequestValues.HistoryCount(context.Request);
        return Results.Ok(await client.GetHistory(RequestValues.Id(context), count, cancellationToken));
    }

    private static async Task<IResult> Retrain(IS3RecClient client, CancellationToken cancellationToken) =>
        Results.Accepted("/v1/admin/training", await client.Retrain(cancellationToken));

    private static async Task<IResult> GetTraining(IS3RecClient client, CancellationToken cancellationToken) =>
        Training(await client.GetTrainingStatus(cancellationToken));

    private static async Task<IResult> CancelTraining(IS3RecClient client, CancellationToken cancellationToken) =>
        Training(await client.CancelTraining(cancellationToken));

    private static IResult Training(TrainingStatus? status) =>
        status is null
            ? Results.Problem("There has been no training run yet. POST /v1/admin/retrain asks for one.", statusCode: 404)
            : Results.Ok(status);

    private static async Task<IResult> GetModels(IS3RecClient client, CancellationToken cancellationToken) =>
        Results.Ok(new ModelsAnswer(await client.GetModels(cancellationToken)));

    private static async Task<IResult> Activate(string version, IS3RecClient client, CancellationToken cancellationToken) =>
        Results.Ok(await client.ActivateModel(RequestValues.Version(version), cancellationToken));
}

/// <summary>The answer to POST /v1/interactions: one receipt per interaction, in the order sent.</summary>
internal sealed record ReceiptsAnswer(IReadOnlyList<InteractionReceipt> Receipts);

/// <summary>The answer to GET /v1/admin/models, newest first.</summary>
internal sealed record ModelsAnswer(IReadOnlyList<ModelInfo> Models);
