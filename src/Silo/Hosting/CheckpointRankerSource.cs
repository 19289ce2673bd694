using S3Rec.Contracts;
using S3Rec.Grains;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Ranking;

namespace S3Rec.Silo.Hosting;

/// <summary>Opens checkpoint folders for the processor's ranker.</summary>
internal sealed class CheckpointRankerSource : IRankerSource
{
    public OpenedModel Open(string folder)
    {
        try
        {
            var checkpoint = CheckpointFolder.Load(folder);
            var weights = CpuRankerWeights.Of(checkpoint);
            return new OpenedModel(checkpoint.Vocabulary, new CpuRanker(weights));
        }
        catch (Exception e) when (e is CheckpointFormatException or InvalidDataException or IOException)
        {
            throw new CheckpointRefusedException(e.Message);
        }
    }
}
