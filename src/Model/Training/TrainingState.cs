using S3Rec.Model.Checkpoints;

namespace S3Rec.Model.Training;

/// <summary>All that the rest of a training depends on, as it is after an epoch.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Weights">The network's.</param>
/// <param name="Optimiser">Adam's.</param>
/// <param name="Best">The best epoch so far; null where none is chosen.</param>
internal sealed record TrainingState(
    int Epoch, IReadOnlyDictionary<string, WeightTensor> Weights, AdamState Optimiser, FinetuneResult? Best);

/// <summary>Adam between two steps.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="First">The first moment of each parameter, by its name.</param>
/// <param name="Second">The second moment of each parameter, by its name.</param>
internal sealed record AdamState(
    int Step, IReadOnlyDictionary<string, WeightTensor> First, IReadOnlyDictionary<string, WeightTensor> Second);
