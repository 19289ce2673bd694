using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

/// <summary>Keeps what was reported.</summary>
internal sealed class Progress : IProgress<PreparationProgress>
{
    public List<PreparationProgress> Reports { get; } = [];

    public void Report(PreparationProgress value) => Reports.Add(value);
}
