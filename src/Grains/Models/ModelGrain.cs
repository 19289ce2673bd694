using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Grains.Roles;

namespace S3Rec.Grains.Models;

/// <summary>
/// A replica's address in the cluster; the work is the silo's <see cref="InferenceEngine"/>. Reentrant, so that requests gather while a
/// batch runs. Answers before the first load is done, with "no model": a silo serves at once.
/// </summary>
[Reentrant, KeepAlive, Immovable, SiloRole(SiloRoles.Model), ReplicaPlacement]
internal sealed class ModelGrain(InferenceEngine engine, ModelSwitch models, ModelOptions options) : Grain, IModelGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(models.Reconcile, new GrainTimerCreationOptions(TimeSpan.Zero, options.ReconcilePeriod)
        {
            Interleave = true,
            KeepAlive = true,
        });
        return Task.CompletedTask;
    }

    public Task<RankReply> Rank(RankRequest request, CancellationToken cancellationToken) => engine.Rank(request, cancellationToken);

    public Task Load(int version, CancellationToken cancellationToken) => models.Serve(version, cancellationToken);

    public Task<int?> GetVersion(CancellationToken cancellationToken) => Task.FromResult(engine.Version);
}
