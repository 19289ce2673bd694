using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using S3Rec.Client;
using S3Rec.Silo.Http;

namespace S3Rec.Silo.Tests.Http;

/// <summary>The HTTP API on a real socket, on a free port, over a <see cref="FakeClient"/>.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ErrorLog _errors;

    private ApiServer(WebApplication app, FakeClient client, ErrorLog errors)
    {
        _app = app;
        _errors = errors;
        Client = client;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public FakeClient Client { get; }

    public HttpClient Http { get; }

    public static async Task<ApiServer> Start(CancellationToken cancellationToken, int listsMax = 64)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var errors = new ErrorLog();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(errors);
        builder.WebHost.ConfigureKestrel(HttpApi.ConfigureKestrel);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var client = new FakeClient();
        builder.Services.AddSingleton<IS3RecClient>(client);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddS3RecHttpApi(listsMax);
        var app = builder.Build();
        app.UseS3RecHttpApi();
        await app.StartAsync(cancellationToken);
        return new ApiServer(app, client, errors);
    }

    public async Task<Answer> Get(string path, CancellationToken cancellationToken) =>
        await Answer.Read(await Http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken), cancellationToken);

    public async Task<Answer> Delete(string path, CancellationToken cancellationToken) =>
        await Answer.Read(await Http.DeleteAsync(new Uri(path, UriKind.Relative), cancellationToken), cancellationToken);

    public async Task<Answer> Put(string path, string body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        return await Answer.Read(await Http.PutAsync(new Uri(path, UriKind.Relative), content, cancellationToken), cancellationToken);
    }

    public Task<Answer> Post(string path, string body, CancellationToken cancellationToken) =>
        Post(path, Encoding.UTF8.GetBytes(body), cancellationToken);

    public async Task<Answer> Post(string path, byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        return await Answer.Read(response, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        Assert.Empty(_errors.OfServer);
    }
}

/// <summary>An HTTP answer, read whole.</summary>
internal sealed record Answer(HttpStatusCode Status, string? MediaType, TimeSpan? RetryAfter, string Text)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public string? Field => Json.TryGetProperty("field", out var name) ? name.GetString() : null;

    public static async Task<Answer> Read(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return new Answer(
                response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.RetryAfter?.Delta, text);
        }
    }
}
