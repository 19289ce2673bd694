using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace S3Rec.Storage.Embedded;

/// <summary>Registers the embedded store.</summary>
public static class EmbeddedStorageExtensions
{
    /// <summary>Adds the four stores and the import on one embedded store, which opens when the host starts or when one of them
    /// is first resolved, and closes with the container.</summary>
    public static IServiceCollection AddEmbeddedStorage(
        this IServiceCollection services, Action<EmbeddedStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<EmbeddedStorageOptions>, EmbeddedStorageOptionsValidator>());
        services.AddOptions<EmbeddedStorageOptions>().Configure(configure).ValidateOnStart();
        services.TryAddSingleton(static provider => EmbeddedStore.Open(
            provider.GetRequiredService<IOptions<EmbeddedStorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton(static provider => provider.GetRequiredService<EmbeddedStore>().Events);
        services.TryAddSingleton(static provider => provider.GetRequiredService<EmbeddedStore>().Catalogue);
        services.TryAddSingleton(static provider => provider.GetRequiredService<EmbeddedStore>().Checkpoints);
        services.TryAddSingleton(static provider => provider.GetRequiredService<EmbeddedStore>().Training);
        services.TryAddSingleton(static provider => provider.GetRequiredService<EmbeddedStore>().Import);
        services.AddHostedService<StoreOpening>();
        return services;
    }

    /// <summary>Opens the store with the host, so that a bad folder ends the start instead of the first request.</summary>
    private sealed class StoreOpening(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<EmbeddedStore>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
