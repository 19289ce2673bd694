using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using S3Rec.Contracts;

namespace S3Rec.Grains.Quality;

/// <summary>Tells the cluster every few seconds what this silo counted, and this silo's gauges what the cluster did.</summary>
internal sealed partial class QualityReporter(
    QualityCounts counts, QualityMetrics metrics, IGrainFactory grains, TimeProvider time, ILogger<QualityReporter> logger)
    : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Tells it now. What cannot be told is lost: told again it might count twice.</summary>
    public async Task Report(CancellationToken cancellationToken)
    {
        try
        {
            metrics.Latest = await grains.GetGrain<IQualityGrain>(0).Add(counts.Take(), cancellationToken);
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException or S3RecException)
        {
            LogLost(logger, Period, failure.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await Report(stoppingToken);
    }
}
