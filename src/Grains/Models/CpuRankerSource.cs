using S3Rec.Contracts;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Ranking;

namespace S3Rec.Grains.Models;

/// <summary>Ranks on the processor; the default.</summary>
internal sealed class CpuRankerSource : IRankerSource
{
    public OpenedModel Open(string folder)
    {
        try
        {
            var checkpoint = CheckpointFolder.Load(folder);
            return new(checkpoint.Vocabulary, new CpuRanker(CpuRankerWeights.Of(checkpoint)));
        }
        catch (Exception broken) when (broken is CheckpointFormatException or InvalidDataException)
        {
            throw new CheckpointRefusedException(broken.Message);
        }
        catch (IOException failure)
        {
            throw new StorageUnavailableException(
                $"The checkpoint '{folder}' could not be read: {failure.Message} Look at the disk, then activate it again.", failure);
        }
    }
}
