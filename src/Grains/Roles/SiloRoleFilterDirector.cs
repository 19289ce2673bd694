using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace S3Rec.Grains.Roles;

/// <summary>Passes the silos whose metadata names the role. A silo whose metadata has not arrived yet has no role: a model placed
/// on a gateway by mistake would stay there.</summary>
internal sealed class SiloRoleFilterDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <summary>The key of the silo metadata that holds its <see cref="SiloRoles"/> as text.</summary>
    public const string MetadataKey = "s3rec.roles";

    public IEnumerable<SiloAddress> Filter(
        PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var role = ((SiloRoleFilterStrategy)filterStrategy).Role;
        return silos.Where(silo => RolesOf(metadata, silo).HasFlag(role));
    }

    /// <summary>What the cluster knows a silo to do.</summary>
    public static SiloRoles RolesOf(ISiloMetadataCache metadata, SiloAddress silo) =>
        metadata.GetSiloMetadata(silo).Metadata.TryGetValue(MetadataKey, out var text) && Enum.TryParse<SiloRoles>(text, out var roles)
            ? roles
            : SiloRoles.None;
}
