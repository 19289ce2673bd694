using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Ranking;

namespace S3Rec.Model.Evaluation;

/// <summary>Something to evaluate.</summary>
/// <param name="Name">Unique in a report.</param>
/// <param name="CreateRanker">Makes a ranker for a thread, which disposes it.</param>
public sealed record Contender(string Name, Func<ICatalogueRanker> CreateRanker)
{
    /// <summary>Why its figures may flatter it, as a sentence; null when nothing is known against them.</summary>
    public string? Warning { get; private init; }

    /// <summary>A checkpoint as it serves, its blend included. It may be of another vocabulary than the data: an item that it does not know is
    /// left out of histories, and ranks by its attributes.</summary>
    /// <exception cref="ArgumentException">The checkpoint is of other data: it shares too few items, or, being a published one, has other
    /// numbers of items or attributes.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static Contender Of(string name, Checkpoint checkpoint, EvaluationTargets targets)
    {
        PublishedRows.Verify(name, checkpoint, targets.Data.Vocabulary);
        var map = new RowMap(targets.Data, checkpoint.Vocabulary);
        VerifyShares(name, checkpoint, targets, map.Shared);
        return new Contender(name, MappedRanker.Of(checkpoint, map))
        {
            Warning = WarningOf(name, checkpoint.Info, targets.Cut),
        };
    }

    /// <summary>The untrained ones, each named as it is.</summary>
    public static IEnumerable<Contender> Untrained(EvaluationTargets targets) =>
        targets.Challengers.All.Select(static challenger => new Contender(challenger.Name, challenger.Create));

    /// <summary>Half of the smaller catalogue: an old version may know little of today's, and a model of much may be asked about little.</summary>
    private static void VerifyShares(string name, Checkpoint checkpoint, EvaluationTargets targets, int shared)
    {
        var (model, data) = (checkpoint.Vocabulary, targets.Data.Vocabulary);
        if (shared == 0 || 2L * shared < Math.Min(model.ItemCount, data.ItemCount))
        {
            throw new ArgumentException(
                $"'{name}' knows {model.ItemCount} items and the data has {data.ItemCount}, of which {shared} are the same. "
                + "Is the checkpoint of another data set? Evaluate it on its own.");
        }
    }

    /// <summary>A model that does not say what it was trained on was trained on nothing that came after it was made.</summary>
    private static string? WarningOf(string name, CheckpointInfo info, DateTimeOffset? cut)
    {
        if (cut is not { } at || (info.TrainedBefore ?? info.CreatedAt) <= at) return null;

        var trained = info.TrainedBefore is { } before
            ? $"was trained on what came before {TimedSequences.Text(before)}"
            : $"was made at {TimedSequences.Text(info.CreatedAt)} and does not say what it was trained on";
        return $"'{name}' {trained}; the cut is at {TimedSequences.Text(at)}, so it may know what it is asked for.";
    }
}
