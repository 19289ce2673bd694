using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Ranking;

namespace S3Rec.Model.Evaluation;

/// <summary>Something to evaluate.</summary>
/// <param name="Name">Unique in a report.</param>
/// <param name="CreateRanker">Makes a ranker for a thread, which disposes it.</param>
public sealed record Contender(string Name, Func<ICatalogueRanker> CreateRanker)
{
    /// <summary>Why its figures may mislead, each a sentence or two; empty when nothing is known against them.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>A checkpoint as it serves, its blend included. It may be of another vocabulary than the data: an item that it does not know is
    /// left out of histories, and ranks by its attributes.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="checkpoint">The model.</param>
    /// <param name="targets">What it will have to find.</param>
    /// <param name="isLog">True when the targets are of a deployment's log. A catalogue grows, so a published checkpoint may then have other
    /// numbers of items and attributes.</param>
    /// <exception cref="ArgumentException">The checkpoint is of other data: it shares too few items, or, being a published one, has other
    /// numbers of items or attributes.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    public static Contender Of(string name, Checkpoint checkpoint, EvaluationTargets targets, bool isLog = false)
    {
        var data = targets.Data;
        if (!isLog) PublishedRows.Verify(name, checkpoint, data.Vocabulary);
        var overlap = ItemOverlap.Of(checkpoint.Vocabulary, data.Vocabulary);
        VerifyShares(name, overlap);
        return new Contender(name, MappedRanker.Of(checkpoint, new RowMap(data, checkpoint.Vocabulary)))
        {
            Warnings = [.. new[] { overlap.Warning(name), CutWarning(name, checkpoint.Info, targets.Cut) }.OfType<string>()],
        };
    }

    /// <summary>The untrained ones, each named as it is.</summary>
    public static IEnumerable<Contender> Untrained(EvaluationTargets targets) =>
        targets.Challengers.All.Select(static challenger => new Contender(challenger.Name, challenger.Create));

    /// <summary>Half of the smaller catalogue: an old version may know little of today's, and a model of much may be asked about little.</summary>
    private static void VerifyShares(string name, ItemOverlap overlap)
    {
        if (overlap.Shared == 0 || 2L * overlap.Shared < Math.Min(overlap.Model, overlap.Data))
            throw new ArgumentException($"{overlap.Text(name)} Is the checkpoint of another data set? Evaluate it on its own.");
    }

    /// <summary>A model that does not say what it was trained on was trained on nothing that came after it was made.</summary>
    private static string? CutWarning(string name, CheckpointInfo info, DateTimeOffset? cut)
    {
        var known = info.TrainedBefore ?? info.CreatedAt;
        if (cut is not { } at || known <= at) return null;

        var trained = info.TrainedBefore is not null
            ? $"was trained on what came before {TimedSequences.Text(known)}"
            : $"was made at {TimedSequences.Text(known)} and does not say what it was trained on";
        return $"'{name}' {trained}; the cut is at {TimedSequences.Text(at)}, so it may know what it is asked for. Train with the value of --cut "
            + $"as --before or, as for a version of a store, cut at {TimedSequences.Text(known)} or later.";
    }
}
