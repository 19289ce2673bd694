namespace S3Rec.Model.Training;

/// <summary>Turns steps into progress, at most a thousand reports an epoch.</summary>
internal sealed class EpochReporter(
    TrainingStage stage, int epochCount, int epochsDone, int examplesPerEpoch, IProgress<TrainingProgress>? progress)
{
    private int _epoch = epochsDone;
    private int _examples;
    private int _reported;
    private double? _loss;
    private IReadOnlyDictionary<string, double> _metrics = new Dictionary<string, double>();

    public void Step(int examples)
    {
        _examples += examples;
        if (_examples - _reported >= examplesPerEpoch / 1000)
        {
            _reported = _examples;
            Report();
        }
    }

    public void EndEpoch(double loss, IReadOnlyDictionary<string, double> metrics)
    {
        (_epoch, _examples, _reported, _loss, _metrics) = (_epoch + 1, 0, 0, loss, metrics);
        Report();
    }

    private void Report() => progress?.Report(new TrainingProgress(
        stage, _epoch, epochCount, (_epoch + (double)_examples / Math.Max(1, examplesPerEpoch)) / epochCount, _loss, _metrics));
}
