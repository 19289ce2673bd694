using S3Rec.Contracts;

namespace S3Rec.Client;

/// <summary>No silo answered at any gateway while the host started.</summary>
public sealed class ServiceUnreachableException : S3RecException
{
    internal ServiceUnreachableException(string gateways, TimeSpan tried, Exception innerException) : base(
        $"No S3Rec service answers at the gateway {gateways}; tried for {tried}. Start it with "
        + "'s3rec serve --gateway-port PORT', name its gateway to AddS3RecClient, or wait longer with ConnectTimeout.",
        innerException)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
