using System.Net;
using Orleans.Runtime;
using S3Rec.Grains.Roles;

namespace S3Rec.Grains.Tests.Models;

public sealed class ReplicaPlacementTests
{
    [Fact]
    public void Replicas_are_spread_evenly_and_every_silo_agrees_where()
    {
        var silos = Enumerable.Range(0, 3).Select(i => SiloAddress.New(IPAddress.Loopback, 11111 + i, 1)).ToArray();
        var places = Enumerable.Range(0, 6).Select(r => ReplicaPlacementDirector.PlaceOf(r, [.. silos])).ToArray();
        var seenByAnother = Enumerable.Range(0, 6).Select(r => ReplicaPlacementDirector.PlaceOf(r, [.. silos.Reverse()]));

        Assert.Equal(places, seenByAnother);
        Assert.Equal([2, 2, 2], places.GroupBy(p => p).Select(g => g.Count()));
    }
}
