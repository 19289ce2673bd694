using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace S3Rec.Grains.Roles;

/// <summary>Tells a replica whether it is where <see cref="ReplicaPlacementDirector"/> would place it now. The silo that starts
/// first gets all replicas; as others join, replicas move to them.</summary>
internal sealed class ReplicaPlaces(ISiloStatusOracle cluster, ISiloMetadataCache metadata)
{
    /// <summary>True when the replica belongs on another model silo.</summary>
    public bool IsElsewhere(long replica)
    {
        var silos = cluster.GetActiveSilos().Where(silo => SiloRoleFilterDirector.RolesOf(metadata, silo).HasFlag(SiloRoles.Model)).ToArray();
        return silos.Length > 0 && !ReplicaPlacementDirector.PlaceOf(replica, silos).Equals(cluster.SiloAddress);
    }
}
