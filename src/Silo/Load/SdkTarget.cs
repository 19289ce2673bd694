using Orleans.Runtime;
using S3Rec.Client;
using S3Rec.Contracts;

namespace S3Rec.Silo.Load;

/// <summary>The service through the SDK, as an application in another process uses it.</summary>
internal sealed class SdkTarget : ILoadTarget
{
    private readonly IHost _host;
    private readonly IS3RecClient _client;

    private SdkTarget(IHost host) => (_host, _client) = (host, host.Services.GetRequiredService<IS3RecClient>());

    /// <exception cref="ServiceUnreachableException">Nothing answers at the gateway.</exception>
    public static async Task<SdkTarget> Connect(int gatewayPort, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddS3RecClient(options =>
        {
            options.GatewayPort = gatewayPort;
            options.ResponseTimeout = timeout;
            options.RetriesMax = 0;
            options.ConnectTimeout = TimeSpan.FromSeconds(5);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new SdkTarget(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public async ValueTask<LoadAnswer> Ask(string userId, int count, CancellationToken cancellationToken)
    {
        try
        {
            return LoadAnswer.Of(await _client.GetRecommendations(userId, count, cancellationToken));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Explain(e);
        }
    }

    public async ValueTask<LoadAnswer> Record(string userId, string itemId, CancellationToken cancellationToken)
    {
        try
        {
            await _client.RecordInteraction(userId, itemId, cancellationToken: cancellationToken);
            return LoadAnswer.Recorded;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Explain(e);
        }
    }

    public Task Retrain(CancellationToken cancellationToken) => _client.Retrain(cancellationToken);

    public Task<IReadOnlyList<ModelInfo>> GetModels(CancellationToken cancellationToken) => _client.GetModels(cancellationToken);

    public Task Activate(int version, CancellationToken cancellationToken) => _client.ActivateModel(version, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static LoadAnswer Explain(Exception error) =>
        error is S3RecException { IsTransient: true } or OrleansMessageRejectionException or SiloUnavailableException
            ? LoadAnswer.Refused(error.GetType().Name)
            : LoadAnswer.Failed(error.GetType().Name);
}
