using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;
using S3Rec.Contracts;
using S3Rec.Grains.Hosting;
using S3Rec.Grains.Inference;
using S3Rec.Grains.Models;
using S3Rec.Grains.Popularity;
using S3Rec.Grains.Quality;
using S3Rec.Grains.Roles;
using S3Rec.Grains.Training;
using S3Rec.Grains.Users;
using S3Rec.Model.Training;

namespace S3Rec.Grains;

/// <summary>Adds the grains of S3Rec to a silo.</summary>
public static class HostingExtensions
{
    /// <summary>
    /// Registers everything the grains need. The host brings the rest: <c>IEventLog</c>, <c>ICatalogue</c>,
    /// <c>ICheckpointStore</c>, <c>ITrainingStore</c>, <see cref="IRetrainer"/> on trainer silos, and a reminder service.
    /// It may bring an <see cref="IRankerSource"/>; the default ranks on the processor. Sets the silo's metadata, so the host
    /// must not call <c>UseSiloMetadata</c> itself.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Changes options; those out of range are reported at start, all together.</param>
    public static ISiloBuilder AddS3RecGrains(this ISiloBuilder silo, Action<S3RecGrainOptions>? configure = null)
    {
        configure ??= static _ => { };
        var now = new S3RecGrainOptions();
        configure(now);
        silo.UseSiloMetadata(new Dictionary<string, string> { [SiloRoleFilterDirector.MetadataKey] = now.Roles.ToString() });
        silo.AddPlacementDirector<ReplicaPlacement, ReplicaPlacementDirector>();
        silo.Services.AddPlacementFilter<SiloRoleFilterStrategy, SiloRoleFilterDirector>(ServiceLifetime.Transient);
        ConfigureOrleans(silo, now.Runtime);
        AddOptions(silo.Services, configure);
        AddServices(silo.Services, now.Roles);
        return silo;
    }

    private static void ConfigureOrleans(ISiloBuilder silo, RuntimeOptions options)
    {
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = options.ResponseTimeout);
        silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.ClassSpecificCollectionAge[typeof(UserGrain).FullName!] = options.UserIdleAge;
            collection.EnableActivationSheddingOnMemoryPressure = options.ShedsUsersUnderMemoryPressure;
        });
    }

    private static void AddOptions(IServiceCollection services, Action<S3RecGrainOptions> configure)
    {
        services.AddOptions<S3RecGrainOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<S3RecGrainOptions>, S3RecGrainOptionsValidator>();
        services.AddSingleton(static provider => Options(provider).Users);
        services.AddSingleton(static provider => Options(provider).Popularity);
        services.AddSingleton(static provider => Options(provider).Inference);
        services.AddSingleton(static provider => Options(provider).Model);
        services.AddSingleton(static provider => Options(provider).Training);
    }

    private static void AddServices(IServiceCollection services, SiloRoles roles)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ReplicaPlaces>();
        services.AddSingleton<PopularityRanking>();
        services.AddSingleton<TrendingCounts>();
        services.AddHostedService<PopularityLoader>();
        services.AddMetrics();
        services.AddSingleton<QualityCounts>();
        services.AddSingleton<QualityMetrics>();
        services.AddSingleton<QualityReporter>();
        services.AddHostedService(static provider => provider.GetRequiredService<QualityReporter>());
        services.AddSingleton<ListMaker>();
        services.TryAddSingleton<IRankerSource>(CheckpointRankerSource.OnProcessor);
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<InferenceEngine>(
            provider, Options(provider).Inference.Threads ?? provider.GetRequiredService<IRankerSource>().ThreadCountDefault));
        services.AddSingleton<ModelLoader>();
        services.AddSingleton<ModelSwitch>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<LogSnapshot>();
        services.AddSingleton<RunFolders>();
        services.AddSingleton<TrainingWork>();
        services.AddSingleton(static provider =>
            provider.GetRequiredService<IGrainFactory>().GetGrain<IModelRegistryGrain>(0));
        services.AddSingleton<ModelActivation>();
        services.AddSingleton<TrainingWorker>();
        if (roles.HasFlag(SiloRoles.Trainer))
        {
            services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider =>
                provider.GetRequiredService<TrainingWorker>());
        }

        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider =>
            ActivatorUtilities.CreateInstance<GrainStarter>(provider, roles));
    }

    private static S3RecGrainOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<S3RecGrainOptions>>().Value;
}
