using S3Rec.Contracts;
using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Progress;

/// <summary>Follows a training run to its end.</summary>
internal static class TrainingEnd
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <param name="find">The run in progress or the last one.</param>
    /// <param name="asked">The run to follow; a later one stands for it, too.</param>
    /// <param name="progress">Told at each look.</param>
    /// <param name="time">Paces the looks.</param>
    /// <param name="cancellationToken">Stops following; the run goes on.</param>
    public static async Task<TrainingStatus> Await(
        Func<CancellationToken, Task<TrainingStatus?>> find,
        TrainingStatus asked,
        IProgress<ProgressStep> progress,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var status = asked;
        while (true)
        {
            progress.Report(ProgressStep.Of(status));
            if (status.IsEnded)
                return status;
            await Task.Delay(PollInterval, time, cancellationToken);
            status = await Look(find, cancellationToken) is { } seen && seen.RunId >= asked.RunId ? seen : status;
        }
    }

    /// <summary>A busy service is no reason to stop following: null then.</summary>
    private static async Task<TrainingStatus?> Look(
        Func<CancellationToken, Task<TrainingStatus?>> find, CancellationToken cancellationToken)
    {
        try
        {
            return await find(cancellationToken);
        }
        catch (CommandException e) when (e.IsTransient)
        {
            return null;
        }
        catch (S3RecException e) when (e.IsTransient)
        {
            return null;
        }
    }
}
