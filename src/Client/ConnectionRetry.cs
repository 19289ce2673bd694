using Microsoft.Extensions.Options;
using Orleans.Messaging;

namespace S3Rec.Client;

/// <summary>Tries to reach a silo until <see cref="S3RecClientOptions.ConnectTimeout"/> is over. Orleans by itself would try for
/// ever.</summary>
internal sealed class ConnectionRetry(
    IOptions<S3RecClientOptions> options, IGatewayListProvider gateways, TimeProvider time) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _timeout = options.Value.ConnectTimeout;
    private long? _begun;

    /// <exception cref="ServiceUnreachableException">The time is over. Orleans hands it to whoever starts the host.</exception>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        _begun ??= time.GetTimestamp();
        var left = _timeout - time.GetElapsedTime(_begun.Value);
        if (left <= TimeSpan.Zero)
        {
            var addresses = (await gateways.GetGateways()).Select(static gateway => $"{gateway.Host}:{gateway.Port}");
            throw new ServiceUnreachableException(string.Join(", ", addresses), _timeout, exception);
        }

        await Task.Delay(left < Pause ? left : Pause, time, cancellationToken);
        return true;
    }
}
