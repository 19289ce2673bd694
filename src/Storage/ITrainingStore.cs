namespace S3Rec.Storage;

/// <summary>Who may train, and what became of it. One lease row with an expiry and a fencing epoch makes training one at a time
/// across a cluster.</summary>
public interface ITrainingStore
{
    /// <summary>Takes the lease when nobody holds it or it has expired; null when somebody else holds it. Each taking raises the
    /// epoch.</summary>
    Task<Lease?> TryAcquireLease(string owner, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Extends a held lease from now.</summary>
    /// <exception cref="LeaseLostException">It expired and was taken by another.</exception>
    Task RenewLease(Lease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives the lease back; nothing happens when it is lost already.</summary>
    Task ReleaseLease(Lease lease, CancellationToken cancellationToken);

    /// <summary>Stores a new run and gives it its number.</summary>
    Task<long> AddRun(string statusJson, CancellationToken cancellationToken);

    /// <summary>Replaces what is known of a run.</summary>
    Task UpdateRun(long runId, string statusJson, CancellationToken cancellationToken);

    /// <summary>The newest run; null when there has been none.</summary>
    Task<StoredRun?> FindLastRun(CancellationToken cancellationToken);
}

/// <summary>A held lease. <paramref name="Epoch"/> rises with every taking and fences out former holders.</summary>
public sealed record Lease(string Owner, long Epoch);

/// <summary>A run as stored.</summary>
public sealed record StoredRun(long RunId, string StatusJson);

/// <summary>The lease was taken by another; what this holder was about to publish must not be.</summary>
public sealed class LeaseLostException(Lease lease)
    : Exception($"The training lease of '{lease.Owner}' (epoch {lease.Epoch}) expired and was taken by another trainer.");
