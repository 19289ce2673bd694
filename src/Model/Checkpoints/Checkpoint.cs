using S3Rec.Model.Data;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Checkpoints;

/// <summary>A trained model outside of libtorch: everything needed to rank with it or to train it further.</summary>
/// <param name="Network">The hyper-parameters.</param>
/// <param name="Vocabulary">The ids behind its rows.</param>
/// <param name="Weights">Every parameter by its name; names and shapes are those of <see cref="ParameterShapes"/>.</param>
/// <param name="Info">Where it comes from and how good it is.</param>
public sealed record Checkpoint(
    NetworkOptions Network,
    Vocabulary Vocabulary,
    IReadOnlyDictionary<string, WeightTensor> Weights,
    CheckpointInfo Info)
{
    /// <summary>What is added to the network's scores, in the rows of the vocabulary; null for nothing.</summary>
    public Blend? Blend { get; init; }

    /// <summary>True for a PyTorch file, whose vocabulary is its row numbers: see <see cref="PublishedRows"/>.</summary>
    public bool IsWithoutIds { get; init; }
}

/// <summary>Where a checkpoint comes from and how good it is.</summary>
/// <param name="Seed">The seed it was trained with; null when that is not known, as for a published checkpoint.</param>
/// <param name="LogOffset">How many events of the log it was trained on; 0 when it was trained on files.</param>
/// <param name="Metrics">Metrics on held-out interactions by name, such as "HR@10".</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Origin">What made it, for people: "finetuned on LastFM", "imported from Beauty-epochs-150.pt".</param>
public sealed record CheckpointInfo(
    long? Seed,
    long LogOffset,
    IReadOnlyDictionary<string, double> Metrics,
    DateTimeOffset CreatedAt,
    string Origin)
{
    /// <summary>The log offset its last pretraining saw; 0 when it was pretrained on files or not at all.</summary>
    public long PretrainedAtLogOffset { get; init; }

    /// <summary>It was trained on nothing that happened at this time or later; null when that is not known.</summary>
    public DateTimeOffset? TrainedBefore { get; init; }

    /// <summary>The epoch whose weights finetuning kept, from 1; null when it was not finetuned.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>The version of the folder format: of the files it was read from, or the one this program writes.</summary>
    public int FormatVersion { get; init; } = CheckpointFolder.FormatVersion;
}
