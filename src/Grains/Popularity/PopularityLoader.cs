using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Popularity;

/// <summary>Reads the counts from the log in the background: at start, again after a failure, and from time to time. Until the
/// first read is done the ranking knows this silo's own appends only.</summary>
internal sealed partial class PopularityLoader(
    IEventLog log, PopularityRanking ranking, TrendingCounts trending, PopularityOptions options, TimeProvider time,
    ILogger<PopularityLoader> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pause = options.RefreshPeriod;
            try
            {
                await Load(stoppingToken);
            }
            catch (S3RecException failure) when (failure.IsTransient)
            {
                LogFailed(logger, options.RetryDelay, failure);
                pause = options.RetryDelay;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task Load(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        await trending.Load(log, cancellationToken);
        var itemCount = await ranking.Load(log.CountByItem(cancellationToken), cancellationToken);
        LogLoaded(logger, itemCount, time.GetElapsedTime(began));
    }
}
