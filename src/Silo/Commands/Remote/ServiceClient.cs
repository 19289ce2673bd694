using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using S3Rec.Contracts;
using S3Rec.Silo.Http;

namespace S3Rec.Silo.Commands.Remote;

/// <summary>Calls the HTTP API of a running service; what goes wrong is a <see cref="CommandException"/> with its
/// remedy.</summary>
internal sealed class ServiceClient(Uri address) : IDisposable
{
    /// <summary>Activating a large model takes longest.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(6);

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = Timeout };

    private string Host => address.GetLeftPart(UriPartial.Authority);

    public Task<ReceiptsAnswer> Record(Interaction interaction, CancellationToken cancellationToken) =>
        Send<ReceiptsAnswer>(HttpMethod.Post, "/v1/interactions", interaction, cancellationToken);

    public Task<Recommendations> Recommend(string userId, RecommendationRequest request, CancellationToken cancellationToken) =>
        Send<Recommendations>(
            HttpMethod.Post, $"/v1/users/{Uri.EscapeDataString(userId)}/recommendations", request, cancellationToken);

    public Task<TrainingStatus> Retrain(CancellationToken cancellationToken) =>
        Send<TrainingStatus>(HttpMethod.Post, "/v1/admin/retrain", null, cancellationToken);

    /// <summary>The run in progress or the last one; null when there has been none.</summary>
    public async Task<TrainingStatus?> FindTraining(CancellationToken cancellationToken)
    {
        using var response = await SendRaw(HttpMethod.Get, "/v1/admin/training", null, cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await Read<TrainingStatus>(response, cancellationToken);
    }

    public async Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken) =>
        (await Send<ModelsAnswer>(HttpMethod.Get, "/v1/admin/models", null, cancellationToken)).Models;

    public Task<ModelInfo> Activate(int version, CancellationToken cancellationToken) =>
        Send<ModelInfo>(HttpMethod.Post, $"/v1/admin/models/{version}/activate", null, cancellationToken);

    public Task<ServingStatus> GetStatus(CancellationToken cancellationToken) =>
        Send<ServingStatus>(HttpMethod.Get, "/v1/admin/status", null, cancellationToken);

    public Task<SplitAnswer> StartSplit(ModelSplit split, CancellationToken cancellationToken) =>
        Send<SplitAnswer>(HttpMethod.Put, "/v1/admin/split", split, cancellationToken);

    public Task<SplitAnswer> EndSplit(CancellationToken cancellationToken) =>
        Send<SplitAnswer>(HttpMethod.Delete, "/v1/admin/split", null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<T> Send<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await SendRaw(method, path, body, cancellationToken);
        return await Read<T>(response, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendRaw(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: WireJson.Options);
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new CommandException($"{Host} has not answered for {Timeout.TotalMinutes} minutes. Try again.", ExitCode.Failed)
            {
                IsTransient = true,
            };
        }
        catch (HttpRequestException e)
        {
            throw new CommandException(
                $"No service answers at {Host}: {e.Message.TrimEnd('.')}. Start one with 's3rec serve --store DIR --port "
                + $"{address.Port}' or 's3rec demo', or say with --port or --url where it is.",
                ExitCode.Failed)
            {
                IsTransient = true,
            };
        }
    }

    private async Task<T> Read<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw Refusal(response, text);
        try
        {
            return JsonSerializer.Deserialize<T>(text, WireJson.Options) ?? throw NotOurs();
        }
        catch (JsonException)
        {
            throw NotOurs();
        }
    }

    private CommandException NotOurs() =>
        new($"What answers at {Host} is not S3Rec. Say with --port or --url where it is.", ExitCode.Failed);

    private CommandException Refusal(HttpResponseMessage response, string text)
    {
        if (Detail(text) is not { } detail)
            return NotOurs();
        var badInput = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound;
        return new CommandException(detail, badInput ? ExitCode.BadInput : ExitCode.Failed)
        {
            IsTransient = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable,
        };
    }

    /// <summary>The "detail" of problem details; null when the text is something else.</summary>
    private static string? Detail(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.ValueKind == JsonValueKind.Object
                && problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
