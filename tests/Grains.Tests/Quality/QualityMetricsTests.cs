using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using S3Rec.Contracts;
using S3Rec.Grains.Quality;

namespace S3Rec.Grains.Tests.Quality;

public sealed class QualityMetricsTests : IDisposable
{
    private readonly ServiceProvider _provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<string> _measured = [];
    private readonly QualityMetrics _metrics;

    public QualityMetricsTests()
    {
        var meters = _provider.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
        _metrics = new(meters);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _provider.Dispose();
    }

    [Fact]
    public void Judged_lists_and_hits_are_counted_by_version()
    {
        _metrics.CountJudged(3, rank: 9);
        _metrics.CountJudged(4, rank: 10);

        Assert.Equal(
            [
                "S3Rec s3rec.lists.judged 1 version=3", "S3Rec s3rec.lists.hits 1 version=3", "S3Rec s3rec.lists.judged 1 version=4",
            ],
            _measured);
    }

    [Fact]
    public void The_gauges_show_what_was_last_heard_and_leave_out_what_is_not_known()
    {
        _listener.RecordObservableInstruments();
        Assert.Empty(_measured);

        _metrics.Latest = [new(3, [new(QualityWindow.Hour, 4, 0.5, 0.25, 0.125), new(QualityWindow.Week, 0, null, null, 0.75)])];
        _listener.RecordObservableInstruments();

        Assert.Equal(
            [
                "S3Rec s3rec.quality.coverage 0.125 version=3 window=hour", "S3Rec s3rec.quality.coverage 0.75 version=3 window=week",
                "S3Rec s3rec.quality.hr10 0.5 version=3 window=hour", "S3Rec s3rec.quality.ndcg10 0.25 version=3 window=hour",
            ],
            _measured.Order(StringComparer.Ordinal));
    }

    private void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _measured.Add(
        FormattableString.Invariant($"{instrument.Meter.Name} {instrument.Name} {value} ")
        + string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")));
}
