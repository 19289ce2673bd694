using System.Globalization;
using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Progress;

/// <summary>Progress as lines, for logs and pipes: one per phase and per epoch, or per tenth where work has no epochs.</summary>
internal sealed class PlainProgress(TextWriter output) : IProgress<ProgressStep>
{
    private readonly Lock _lock = new();
    private (string? Phase, int Part) _last;

    public void Report(ProgressStep value)
    {
        lock (_lock)
        {
            var place = (value.Phase, value.EpochCount > 0 ? value.Epoch : (int)(value.Fraction * 10));
            if (place == _last)
                return;
            _last = place;
            output.WriteLine(Line(value));
        }
    }

    /// <summary>"pretraining 3/20  loss 4.1234  HR@10 0.012300", "importing 40 %", "snapshot  Reading the log."</summary>
    public static string Line(ProgressStep step)
    {
        var place = step switch
        {
            { EpochCount: > 0 } => $"{step.Phase} {step.Epoch}/{step.EpochCount}",
            { Message: "" } => string.Create(CultureInfo.InvariantCulture, $"{step.Phase} {step.Fraction * 100:F0} %"),
            _ => $"{step.Phase}  {step.Message}",
        };
        return $"{place}  {Numbers(step)}".TrimEnd();
    }

    /// <summary>The loss and the headline metrics, as far as there are any.</summary>
    public static string Numbers(ProgressStep step)
    {
        var loss = step.Loss is { } value ? string.Create(CultureInfo.InvariantCulture, $"loss {value:F4}") : "";
        var metrics = MetricText.Line(MetricText.Headline(step.Metrics));
        return string.Join("  ", new[] { loss, metrics }.Where(static part => part.Length > 0));
    }
}
