using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using S3Rec.Contracts;

namespace S3Rec.Client;

/// <summary>Sends a request again after a transient failure, with a doubling pause, a bounded number of times.</summary>
internal sealed class TransientRetry(int retriesMax, TimeSpan firstDelay, TimeProvider time)
{
    public async Task<T> Run<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            try
            {
                return await send();
            }
            catch (Exception e) when (retry < retriesMax && IsTransient(e))
            {
                await Task.Delay(firstDelay * (1 << retry), time, cancellationToken);
            }
        }
    }

    /// <summary>A message that a silo refused or that never reached one may be sent again; one that timed out has cost the caller
    /// its patience already.</summary>
    private static bool IsTransient(Exception error) => error switch
    {
        S3RecException expected => expected.IsTransient,
        SiloUnavailableException or OrleansMessageRejectionException or ConnectionFailedException => true,
        _ => false,
    };
}
