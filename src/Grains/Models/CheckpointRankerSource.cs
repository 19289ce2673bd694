using S3Rec.Contracts;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Ranking;

namespace S3Rec.Grains;

/// <summary>Opens checkpoint folders, and says of what fails whether it may be tried again.</summary>
/// <param name="prepare">Brings the weights of a checkpoint to where they are used, and makes what makes rankers of them.</param>
/// <param name="threadCountDefault">Threads that rank unless the options say otherwise: 1 for a device.</param>
public sealed class CheckpointRankerSource(Func<Checkpoint, Func<IRanker>> prepare, int threadCountDefault = 1) : IRankerSource
{
    /// <summary>Ranks on the processor, all threads with the same weights; the default.</summary>
    public static CheckpointRankerSource OnProcessor { get; } = new(PrepareOnProcessor, Math.Max(1, Environment.ProcessorCount - 1));

    /// <inheritdoc/>
    public int ThreadCountDefault { get; } = threadCountDefault;

    /// <inheritdoc/>
    /// <exception cref="StorageUnavailableException">The folder could not be read; the next time it may.</exception>
    public OpenedModel Open(string folder)
    {
        try
        {
            var checkpoint = CheckpointFolder.Load(folder);
            return new(checkpoint.Vocabulary, prepare(checkpoint));
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

    private static Func<IRanker> PrepareOnProcessor(Checkpoint checkpoint)
    {
        var weights = CpuRankerWeights.Of(checkpoint);
        return () => new CpuRanker(weights);
    }
}
