using Orleans.Runtime;
using S3Rec.Client;
using S3Rec.Contracts;
using S3Rec.Silo.Hosting;

namespace S3Rec.Silo.Progress;

/// <summary>Writes what the service's training does to training-progress.jsonl in the store, and its milestones to the
/// log.</summary>
internal sealed partial class TrainingWatch(
    IS3RecClient client, ServiceSettings settings, TimeProvider time, ILogger<TrainingWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private ProgressFile? _file;
    private bool _isFileFailing;

    public override void Dispose()
    {
        _file?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var last = await Look(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await Look(stoppingToken) is not { } now || IsSame(now, last))
                continue;
            Write(now);
            if (now.Phase != last?.Phase || now.RunId != last.RunId)
                LogPhase(now.RunId, now.Phase, now.Message);
            last = now;
        }
    }

    /// <summary>A status that came from the store is a new object at each look, its metrics, too.</summary>
    private static bool IsSame(TrainingStatus now, TrainingStatus? last) =>
        last is not null
        && now with { Metrics = last.Metrics } == last
        && now.Metrics.Count == last.Metrics.Count
        && !now.Metrics.Except(last.Metrics).Any();

    /// <summary>A full disk costs the record of the training, not the service. It is said once, not at each look.</summary>
    private void Write(TrainingStatus status)
    {
        try
        {
            _file ??= new ProgressFile(Path.Combine(settings.Store, ProgressFile.DefaultName), time);
            _file.Report(ProgressStep.Of(status));
            _isFileFailing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_isFileFailing)
                LogNotWritten(e.Message);
            _isFileFailing = true;
        }
    }

    /// <summary>While the silo is starting, stopping or busy there is nothing to see; the next look is soon.</summary>
    private async Task<TrainingStatus?> Look(CancellationToken stoppingToken)
    {
        try
        {
            return await client.GetTrainingStatus(stoppingToken);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or S3RecException)
        {
            LogMissed(e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "Training run {RunId}: {Phase}. {Message}")]
    private partial void LogPhase(long runId, TrainingPhase phase, string message);

    [LoggerMessage(LogLevel.Warning, "The training progress cannot be written; the training goes on. {Reason}")]
    private partial void LogNotWritten(string reason);

    [LoggerMessage(LogLevel.Debug, "The training status could not be read: {Reason}")]
    private partial void LogMissed(string reason);
}
