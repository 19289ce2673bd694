using Orleans.Runtime;
using S3Rec.Contracts;
using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Progress;

/// <summary>Asks a service that may be starting, busy, or gone for a moment until it answers.</summary>
internal static class Patience
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>A restart takes less; who is away for longer does not come back by himself.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(5);

    /// <exception cref="CommandException">There has been no answer for too long.</exception>
    public static async Task<T> Ask<T>(
        Func<CancellationToken, Task<T>> ask, TimeProvider time, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask(cancellationToken);
            }
            catch (Exception e) when (IsNoNews(e))
            {
                if (time.GetElapsedTime(begun) >= WaitMax)
                {
                    throw new CommandException(
                        $"The service has given no answer for {WaitMax.TotalMinutes} minutes: {e.Message}", ExitCode.Failed);
                }
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private static bool IsNoNews(Exception error) => error switch
    {
        CommandException e => e.IsTransient,
        S3RecException e => e.IsTransient,
        _ => error is OrleansException or TimeoutException,
    };
}
