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

        return Task.FromResult(PlaceOf(target.GrainIdentity.GetIntegerKey(), silos));
    }

    /// <summary>The silo of a replica; sorts <paramref name="silos"/>, of which there is at least one.</summary>
    public static SiloAddress PlaceOf(long replica, SiloAddress[] silos)
    {
        Array.Sort(silos);
        return silos[(int)(ulong.CreateTruncating(replica) % (ulong)silos.Length)];
    }
}
