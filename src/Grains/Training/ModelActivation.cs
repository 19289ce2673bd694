using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using S3Rec.Contracts;

namespace S3Rec.Grains.Training;

/// <summary>Makes an accepted model live. What may pass is tried again: nobody else would make it live later.</summary>
internal sealed partial class ModelActivation(
    IModelRegistryGrain registry, TrainerOptions options, TimeProvider time, ILogger<ModelActivation> logger)
{
    /// <param name="version">The published version.</param>
    /// <param name="cancellationToken">Ends the tries. One that is on its way is awaited: a model is live or it is not.</param>
    public async Task Run(int version, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.ActivationRetryPeriod, time);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await registry.Activate(version, CancellationToken.None);
                return;
            }
            catch (Exception failure) when (attempt < options.ActivationAttemptsMax && MayPass(failure))
            {
                LogTriedInVain(logger, version, attempt, options.ActivationAttemptsMax, failure.Message);
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static bool MayPass(Exception failure) =>
        failure is S3RecException { IsTransient: true } or TimeoutException or OrleansException;

    [LoggerMessage(
        LogLevel.Warning, "Model {Version} is published but not live yet: attempt {Attempt} of {AttemptsMax} failed. {Reason}")]
    private static partial void LogTriedInVain(ILogger logger, int version, int attempt, int attemptsMax, string reason);
}
