using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using S3Rec.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers <see cref="IS3RecClient"/>.</summary>
public static class S3RecClientServiceCollectionExtensions
{
    /// <summary>A client in a process of its own that talks to a silo on this machine. The host connects it at start, and
    /// fails with <see cref="ServiceUnreachableException"/> when no silo answers in time.</summary>
    /// <param name="services">Where to register it.</param>
    /// <param name="configure">Changes the defaults.</param>
    /// <exception cref="OptionsValidationException">Thrown here when a value is out of range.</exception>
    public static IServiceCollection AddS3RecClient(
        this IServiceCollection services, Action<S3RecClientOptions>? configure = null)
    {
        var options = new S3RecClientOptions();
        configure?.Invoke(options);
        S3RecClientOptionsValidator.ThrowIfInvalid(options);
        return services.AddS3RecClient(client => client.UseLocalhostClustering(options.GatewayPort), configure);
    }

    /// <summary>A client in a process of its own that finds the cluster in the way the caller chooses.</summary>
    /// <param name="services">Where to register it.</param>
    /// <param name="configureClustering">Chooses the clustering, such as
    /// <c>client => client.UseStaticClustering(gateway)</c>.</param>
    /// <param name="configure">Changes the defaults.</param>
    public static IServiceCollection AddS3RecClient(
        this IServiceCollection services,
        Action<IClientBuilder> configureClustering,
        Action<S3RecClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configureClustering);
        services.AddOrleansClient(client =>
        {
            client.UseConnectionRetryFilter<ConnectionRetry>();
            client.Services.AddOptions<ClientMessagingOptions>().Configure<IOptions<S3RecClientOptions>>(
                static (messaging, options) => messaging.ResponseTimeout = options.Value.ResponseTimeout);
            configureClustering(client);
        });
        return services.AddCohostedS3RecClient(configure);
    }

    /// <summary>A client in a host that has a grain factory already: a silo, or an Orleans client set up elsewhere.</summary>
    /// <param name="services">Where to register it.</param>
    /// <param name="configure">Changes the defaults.</param>
    public static IServiceCollection AddCohostedS3RecClient(
        this IServiceCollection services, Action<S3RecClientOptions>? configure = null)
    {
        services.AddOptions<S3RecClientOptions>()
            .Configure(options => configure?.Invoke(options))
            .ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<S3RecClientOptions>, S3RecClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IS3RecClient, S3RecClient>();
        return services;
    }
}
