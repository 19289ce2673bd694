namespace S3Rec.Contracts;

/// <summary>An error a caller can expect and handle. <see cref="IsTransient"/> answers "may I send the same request again?".</summary>
[GenerateSerializer, Alias("S3Rec.S3RecException")]
public class S3RecException : Exception
{
    /// <summary>Creates an error with a message that says what happened, the values, and what to change.</summary>
    public S3RecException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>True when the same request may succeed later, unchanged.</summary>
    public virtual bool IsTransient => false;
}

/// <summary>A request breaks the contract; sent again it fails again.</summary>
[GenerateSerializer, Alias("S3Rec.InvalidRequestException")]
public sealed class InvalidRequestException : S3RecException
{
    /// <summary>Creates the error.</summary>
    public InvalidRequestException(string field, string message) : base(message) => Field = field;

    /// <summary>The field at fault, as the caller wrote it: "count", "interactions[3].itemId".</summary>
    [Id(0)]
    public string Field { get; }
}

/// <summary>A bounded queue is full. Nothing was done; try again after a moment.</summary>
[GenerateSerializer, Alias("S3Rec.OverloadedException")]
public sealed class OverloadedException(string message) : S3RecException(message)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>The event log or another store did not answer or did not take the write. It is not known whether it is stored: send
/// it again with the same event id.</summary>
[GenerateSerializer, Alias("S3Rec.StorageUnavailableException")]
public sealed class StorageUnavailableException(string message, Exception? innerException = null)
    : S3RecException(message, innerException)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>There is no model of that version in the store.</summary>
[GenerateSerializer, Alias("S3Rec.UnknownModelException")]
public sealed class UnknownModelException(int version)
    : S3RecException($"There is no model version {version}. 's3rec models' lists those there are.")
{
    /// <summary>The version asked for.</summary>
    [Id(0)]
    public int Version { get; } = version;
}

/// <summary>There is no item of that id in the catalogue.</summary>
[GenerateSerializer, Alias("S3Rec.UnknownItemException")]
public sealed class UnknownItemException(string itemId)
    : S3RecException($"There is no item '{itemId}'. Put it into the catalogue, or record an interaction with it.")
{
    /// <summary>The item asked for.</summary>
    [Id(0)]
    public string ItemId { get; } = itemId;
}

/// <summary>A checkpoint cannot serve: torn, not finite, or of another vocabulary. The model that was live stays live.</summary>
[GenerateSerializer, Alias("S3Rec.CheckpointRefusedException")]
public sealed class CheckpointRefusedException(string message) : S3RecException(message);
