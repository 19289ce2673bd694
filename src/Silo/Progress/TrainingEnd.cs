using S3Rec.Contracts;
using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Progress;

/// <summary>Follows a training run to its end.</summary>
internal static class TrainingEnd
{
    /// <param name="find">The run in progress or the last one.</param>
    /// <param name="asked">The run to follow; a later one stands for it, too.</param>
    /// <param name="progress">Told at each look.</param>
    /// <param name="time">Paces the looks.</param>
    /// <param name="cancellationToken">Stops following; the run goes on.</param>
    /// <exception cref="CommandException">The service has not answered for too long.</exception>
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
            await Task.Delay(Patience.Interval, time, cancellationToken);
            status = await Patience.Ask(find, time, cancellationToken) is { } seen && seen.RunId >= asked.RunId ? seen : status;
        }
    }
}
