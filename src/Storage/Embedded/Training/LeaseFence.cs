using S3Rec.Storage.Embedded.Engine;

namespace S3Rec.Storage.Embedded.Training;

/// <summary>The compare of compare-and-set: what a trainer does counts only while its lease is the one in the row.</summary>
internal static class LeaseFence
{
    /// <summary>A lease that has expired but that nobody took since still counts: no other trainer can have done
    /// anything.</summary>
    /// <exception cref="LeaseLostException">It was given back or taken by another.</exception>
    public static void Check(WriteSession session, Lease lease)
    {
        var held = session.Sql.QueryInteger(
            "SELECT 1 FROM training_lease WHERE owner = $1 AND epoch = $2", lease.Owner, lease.Epoch);
        if (held is null)
            throw new LeaseLostException(lease);
    }

    /// <summary>Frees the lease of a process that is gone. Its epoch stays, so that nobody can publish under it.</summary>
    public static void Free(SqliteSession sql) => sql.Execute("UPDATE training_lease SET owner = NULL");
}
