using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using S3Rec.Contracts;
using S3Rec.Model.Training;
using S3Rec.Storage;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>Silos in this process that share one store and one retrainer.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    // No test may depend on the machine's speed.
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly InProcessTestCluster _cluster;

    private TestSilos(InProcessTestCluster cluster, TestStore store, ScriptedRetrainer retrainer) =>
        (_cluster, Store, Retrainer) = (cluster, store, retrainer);

    public TestStore Store { get; }

    public ScriptedRetrainer Retrainer { get; }

    public IModelRegistryGrain Registry => _cluster.Client.GetGrain<IModelRegistryGrain>(0);

    public ICatalogueGrain Catalogue => _cluster.Client.GetGrain<ICatalogueGrain>(0);

    public ITrainerGrain Trainer => _cluster.Client.GetGrain<ITrainerGrain>(0);

    public InProcessTestCluster Cluster => _cluster;

    public static async Task<TestSilos> Start(
        TestStore store, Action<S3RecGrainOptions>? configure = null, IRankerSource? source = null, int silos = 1,
        Func<string, SiloRoles>? rolesOf = null, ScriptedRetrainer? retrainer = null)
    {
        retrainer ??= new();
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.Options.AssumeHomogenousSilosForTesting = false; // or placement filters would not be asked
        builder.ConfigureSilo((silo, siloBuilder) =>
        {
            var services = siloBuilder.Services;
            services.AddSingleton<IEventLog>(store.Log);
            services.AddSingleton(store.Catalogue);
            services.AddSingleton<ICheckpointStore>(store.Checkpoints);
            services.AddSingleton<ITrainingStore>(store.Training);
            services.AddSingleton<IRetrainer>(retrainer);
            if (source is not null)
                services.AddSingleton(source);
            siloBuilder.UseInMemoryReminderService();
            siloBuilder.AddS3RecGrains(options =>
            {
                options.Training.WorkFolder = store.NewFolder();
                (options.Users.RankTimeout, options.Inference.WaitMax, options.Runtime.ResponseTimeout) = (Minute / 2, Minute / 4, Minute);
                configure?.Invoke(options);
                options.Roles = rolesOf?.Invoke(silo.SiloName) ?? options.Roles;
            });
        });
        var cluster = builder.Build();
        await cluster.DeployAsync(TestContext.Current.CancellationToken);
        return new(cluster, store, retrainer);
    }

    public IUserGrain User(string userId) => _cluster.Client.GetGrain<IUserGrain>(userId);

    /// <summary>The name of the silo a grain is active on.</summary>
    public string SiloOf(IAddressable grain)
    {
        Assert.True(_cluster.TryGetGrainContext(grain.GetGrainId(), out var context));
        return _cluster.Silos.Single(silo => silo.SiloAddress.Equals(context.Address.SiloAddress)).Name;
    }

    public T Service<T>() where T : notnull => _cluster.GetSiloServiceProvider().GetRequiredService<T>();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
