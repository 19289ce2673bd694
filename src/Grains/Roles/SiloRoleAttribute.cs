using Orleans.Placement;

namespace S3Rec.Grains.Roles;

/// <summary>Keeps a grain class on silos that have a role. The built-in filters compare a silo with the caller's; a client has
/// none, so they cannot say this.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SiloRoleAttribute(SiloRoles role) : PlacementFilterAttribute(new SiloRoleFilterStrategy(role))
{
    public SiloRoles Role { get; } = role;
}
