using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace S3Rec.Grains.Roles;

/// <summary>Spreads numbered replicas evenly: replica r goes to silo r modulo the number of silos.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ReplicaPlacementAttribute() : PlacementAttribute(new ReplicaPlacement());

/// <summary>The strategy behind <see cref="ReplicaPlacementAttribute"/>; it has no settings.</summary>
internal sealed class ReplicaPlacement : PlacementStrategy;

/// <summary>Every silo sorts the same addresses and so comes to the same answer.</summary>
internal sealed class ReplicaPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
            return Task.FromResult(hint);

        Array.Sort(silos);
        return Task.FromResult(silos[PlaceOf(target.GrainIdentity.GetIntegerKey(), silos.Length)]);
    }

    /// <summary>The place, from 0, of a replica among so many silos.</summary>
    public static int PlaceOf(long replica, int silos) => (int)(ulong.CreateTruncating(replica) % (ulong)silos);
}
