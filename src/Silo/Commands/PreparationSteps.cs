using S3Rec.Model.Data.Preparation;
using S3Rec.Silo.Progress;

namespace S3Rec.Silo.Commands;

/// <summary>Reports on the thread of the work, in order; <see cref="Progress{T}"/> would not.</summary>
internal sealed class PreparationSteps(IProgress<ProgressStep> progress) : IProgress<PreparationProgress>
{
    public void Report(PreparationProgress value) => progress.Report(ProgressStep.Of(value.Phase, value.Fraction));
}
