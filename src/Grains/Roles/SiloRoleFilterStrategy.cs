using System.Diagnostics;
using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime;

namespace S3Rec.Grains.Roles;

/// <summary>Carries the role of <see cref="SiloRoleAttribute"/> through the cluster's grain manifest.</summary>
internal sealed class SiloRoleFilterStrategy(SiloRoles role) : PlacementFilterStrategy(order: 0)
{
    private const string RoleKey = "role";

    /// <summary>Orleans makes one and then calls <see cref="AdditionalInitialize"/>.</summary>
    public SiloRoleFilterStrategy() : this(SiloRoles.None)
    {
    }

    public SiloRoles Role { get; private set; } = role;

    public override void AdditionalInitialize(GrainProperties properties) =>
        Role = Enum.TryParse<SiloRoles>(GetPlacementFilterGrainProperty(RoleKey, properties), out var role)
            ? role
            : throw new UnreachableException("The grain manifest names no silo role, though the attribute always writes one.");

    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [new(RoleKey, Role.ToString())];
}
