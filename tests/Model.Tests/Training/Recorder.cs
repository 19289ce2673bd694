using S3Rec.Model.Training;

namespace S3Rec.Model.Tests.Training;

/// <summary>Progress that is told at once, on the thread that reports.</summary>
internal sealed class Recorder(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
