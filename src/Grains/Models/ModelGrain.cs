using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Grains.Roles;

namespace S3Rec.Grains.Models;

/// <summary>
/// A replica's address in the cluster; the work is the silo's <see cref="InferenceEngine"/>. Reentrant, so that requests gather
/// while a batch runs. Answers before the first load is done, with "no model": a silo serves at once.
/// </summary>
[Reentrant, KeepAlive, Immovable, SiloRole(SiloRoles.Model), ReplicaPlacement]
internal sealed partial class ModelGrain(
    InferenceEngine engine, ModelSwitch models, ReplicaPlaces places, ModelOptions options, ILogger<ModelGrain> logger)
    : Grain, IModelGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(models.Reconcile, new GrainTimerCreationOptions(TimeSpan.Zero, options.ReconcilePeriod)
        {
            Interleave = true,
            KeepAlive = true,
        });

        // Not at once: while silos still learn of each other, two of them could send a replica back and forth.
        this.RegisterGrainTimer(MoveWhenMisplaced, options.ReconcilePeriod, options.ReconcilePeriod);
        return Task.CompletedTask;
    }

    public Task<RankReply> Rank(RankRequest request, CancellationToken cancellationToken) => engine.Rank(request, cancellationToken);

    public Task<RankReply> RankSimilar(SimilarRequest request, CancellationToken cancellationToken) =>
        engine.RankSimilar(request, cancellationToken);

    public Task Load(int version, CancellationToken cancellationToken) => models.Serve(version, cancellationToken);

    public Task LoadTrial(ModelSplit? split, CancellationToken cancellationToken) => models.ServeTrial(split, cancellationToken);

    public Task<int?> GetVersion(CancellationToken cancellationToken) => Task.FromResult(engine.Serving.Live?.Version);

    private Task MoveWhenMisplaced()
    {
        if (places.IsElsewhere(this.GetPrimaryKeyLong()))
        {
            LogMoves(logger, this.GetPrimaryKeyLong());
            this.DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }
}
