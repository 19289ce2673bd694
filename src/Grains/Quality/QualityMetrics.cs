using System.Diagnostics.Metrics;
using S3Rec.Contracts;

namespace S3Rec.Grains.Quality;

/// <summary>Live quality as instruments of the meter "S3Rec", with the tag "version". The counters are this silo's; the gauges are the
/// whole cluster's as last heard, the same on each silo, with the tag "window": hour, day or week.</summary>
internal sealed class QualityMetrics
{
    public const string MeterName = "S3Rec";

    private readonly Counter<long> _judged;
    private readonly Counter<long> _hits;
    private volatile IReadOnlyList<ModelQuality> _latest = [];

    public QualityMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _judged = meter.CreateCounter<long>("s3rec.lists.judged", "{list}", "Fair lists whose user has interacted since.");
        _hits = meter.CreateCounter<long>("s3rec.lists.hits", "{list}", "Judged lists that held the item of that interaction in their first ten.");
        meter.CreateObservableGauge("s3rec.quality.hr10", () => Measure(static w => w.HitRate), "1", "HR@10 of judged lists.");
        meter.CreateObservableGauge("s3rec.quality.ndcg10", () => Measure(static w => w.Ndcg), "1", "NDCG@10 of judged lists.");
        meter.CreateObservableGauge(
            "s3rec.quality.coverage", () => Measure(static w => w.Coverage), "1", "Share of the model's items that fair lists showed.");
    }

    /// <summary>What the gauges show.</summary>
    public IReadOnlyList<ModelQuality> Latest
    {
        get => _latest;
        set => _latest = value;
    }

    public void CountJudged(int version, int rank)
    {
        var tag = new KeyValuePair<string, object?>("version", version);
        _judged.Add(1, tag);
        if (rank < ModelQuality.ListLength)
            _hits.Add(1, tag);
    }

    private IEnumerable<Measurement<double>> Measure(Func<WindowQuality, double?> value) =>
        from model in Latest
        from window in model.Windows
        where value(window) is not null
        select new Measurement<double>(
            value(window)!.Value, new("version", model.Version), new("window", window.Window.ToString().ToLowerInvariant()));
}
