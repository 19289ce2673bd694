using S3Rec.Model.Data;
using S3Rec.Model.Training;
using S3Rec.Storage;

namespace S3Rec.Grains.Training;

/// <summary>What a training run learns from: the log up to an offset, when that is enough.</summary>
internal sealed class LogSnapshot(IEventLog log, ICatalogue catalogue, TrainerOptions options)
{
    /// <inheritdoc cref="LogSequences.Read"/>
    /// <exception cref="TrainingRefusedException">There is too little to learn from.</exception>
    public async Task<SequenceData> Read(long offset, CancellationToken cancellationToken)
    {
        var data = (await LogSequences.Read(log, catalogue, offset, cancellationToken)).Data;
        var enough = data.Sequences.Count(static s => s.Length >= TrainerOptions.InteractionsPerUserMin);
        if (enough >= options.UsersMin)
            return data;

        throw new TrainingRefusedException(
            $"Too little to learn from: the log has {data.InteractionCount} interactions of {data.Users.Length} "
            + $"users, and {enough} of them have the {TrainerOptions.InteractionsPerUserMin} interactions that count; training needs "
            + $"{options.UsersMin} such users (Training.UsersMin). Record more interactions, then retrain.");
    }
}
