using S3Rec.Contracts;
using S3Rec.Model.Training;

namespace S3Rec.Silo.Progress;

/// <summary>Where long work stands.</summary>
/// <param name="Phase">What is going on: "importing", "pretraining".</param>
/// <param name="Epoch">Epochs of the phase that are done; 0 where work has no epochs.</param>
/// <param name="EpochCount">Epochs the phase may take at most; 0 where work has no epochs.</param>
/// <param name="Fraction">How much of the phase is done, 0 to 1.</param>
/// <param name="Loss">Mean loss of the last finished epoch; null before there is one.</param>
/// <param name="Metrics">Metrics of the last finished epoch by name; empty before there are any.</param>
/// <param name="Message">One sentence for people; empty when the numbers say it all.</param>
internal sealed record ProgressStep(
    string Phase,
    int Epoch,
    int EpochCount,
    double Fraction,
    double? Loss,
    IReadOnlyDictionary<string, double> Metrics,
    string Message = "")
{
    private static readonly IReadOnlyDictionary<string, double> NoMetrics = new Dictionary<string, double>();

    public static ProgressStep Of(TrainingStatus status) => new(
        status.Phase.ToString().ToLowerInvariant(),
        status.Epoch, status.EpochCount, status.Fraction, status.Loss, status.Metrics, status.Message);

    public static ProgressStep Of(TrainingProgress progress) => new(
        progress.Stage.ToString().ToLowerInvariant(),
        progress.Epoch, progress.EpochCount, progress.Fraction, progress.Loss, progress.Metrics);

    public static ProgressStep Of(string phase, double fraction) => new(phase, 0, 0, fraction, null, NoMetrics);
}
