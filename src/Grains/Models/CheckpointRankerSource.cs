using S3Rec.Contracts;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Ranking;

namespace S3Rec.Grains;

/// <summary>Opens checkpoint folders, and says of what fails whether it may be tried again.</summary>
/// <param name="createRanker">Brings the weights of a checkpoint to where they are used: the processor or a device.</param>
public sealed class CheckpointRankerSource(Func<Checkpoint, IRanker> createRanker) : IRankerSource
{
    /// <summary>Ranks on the processor; the default.</summary>
    public static CheckpointRankerSource OnProcessor { get; } =
        new(static checkpoint => new CpuRanker(CpuRankerWeights.Of(checkpoint)));

    /// <inheritdoc/>
    /// <exception cref="StorageUnavailableException">The folder could not be read; the next time it may.</exception>
    public OpenedModel Open(string folder)
    {
        try
        {
            var checkpoint = CheckpointFolder.Load(folder);
            return new(checkpoint.Vocabulary, createRanker(checkpoint));
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
