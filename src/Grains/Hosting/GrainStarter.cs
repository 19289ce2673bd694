using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using S3Rec.Contracts;

namespace S3Rec.Grains.Hosting;

/// <summary>Wakes the grains that have work to do without being called: replicas load the live model, the trainer sets its
/// reminder and takes up what a crash left. The silo does not wait for them.</summary>
internal sealed partial class GrainStarter(
    IGrainFactory grains, SiloRoles roles, ModelOptions models, ILogger<GrainStarter> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(GrainStarter), ServiceLifecycleStage.Active, cancellationToken =>
        {
            _ = Task.Run(() => Start(cancellationToken), cancellationToken);
            return Task.CompletedTask;
        });

    private async Task Start(CancellationToken cancellationToken)
    {
        try
        {
            if (roles.HasFlag(SiloRoles.Trainer))
                await grains.GetGrain<ITrainerGrain>(0).GetStatus(cancellationToken);

            for (var replica = 0; roles.HasFlag(SiloRoles.Model) && replica < models.Replicas; replica++)
                await grains.GetGrain<IModelGrain>(replica).GetVersion(cancellationToken);
        }
        catch (Exception failure)
        {
            LogNotStarted(logger, failure); // The first call of each wakes it as well.
        }
    }
}
