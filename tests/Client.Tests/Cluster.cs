using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace S3Rec.Client.Tests;

/// <summary>A silo of fake grains in this process, with a client beside it.</summary>
public sealed class Cluster : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public Calls Calls { get; } = new();

    public IS3RecClient Client => _cluster.Client.ServiceProvider.GetRequiredService<IS3RecClient>();

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) => silo.Services.AddSingleton(Calls));
        builder.ConfigureClient(client => client.Services.AddCohostedS3RecClient(options =>
        {
            options.RetriesMax = 2;
            options.RetryDelay = TimeSpan.FromMilliseconds(1);
        }));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
