using S3Rec.Client;

namespace S3Rec.Silo.Http;

/// <summary>Live: the process answers. Ready: the silo answers a grain call, so requests can be sent here.</summary>
internal static class Health
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", static () => Results.Ok(new LiveAnswer("live")));
        routes.MapGet("/health/ready", Ready);
    }

    private static async Task<IResult> Ready(IS3RecClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        var models = await client.GetModels(cancellationToken).WaitAsync(ReadyTimeout, time, cancellationToken);
        return Results.Ok(new ReadyAnswer("ready", models.FirstOrDefault(static m => m.IsLive)?.Version));
    }

    private sealed record LiveAnswer(string Status);

    private sealed record ReadyAnswer(string Status, int? ModelVersion);
}
