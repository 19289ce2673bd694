using S3Rec.Model.Data;
using S3Rec.Model.Ranking;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Evaluation;

/// <summary>What models have to find under one protocol, and what they may have learnt from. Every model gets the same.</summary>
public sealed class EvaluationTargets
{
    /// <summary>Targets of one user at most; a longer stay is judged by its beginning.</summary>
    public const int TargetsPerUserMax = 100;

    private readonly Lazy<ChallengerSet> _challengers;

    private EvaluationTargets(
        string protocol, SequenceData data, IReadOnlyCollection<ReadOnlyMemory<int>> known, EvaluationTarget[] targets, int usersLeftOut)
    {
        (Protocol, Data, Targets, UsersLeftOut) = (protocol, data, targets, usersLeftOut);
        _challengers = new Lazy<ChallengerSet>(() => ChallengerSet.Of(known, data));
    }

    /// <summary>Such as "full, test".</summary>
    public string Protocol { get; }

    /// <summary>What came from this moment on is to be found; null where users are not cut in time.</summary>
    public DateTimeOffset? Cut { get; private init; }

    /// <summary>The rows, users and attributes.</summary>
    public SequenceData Data { get; }

    /// <summary>The targets, users ascending.</summary>
    public IReadOnlyList<EvaluationTarget> Targets { get; }

    /// <summary>Users without a target, for want of interactions before or after the cut.</summary>
    public int UsersLeftOut { get; }

    /// <summary>Statistics of what a model may have learnt from.</summary>
    public ChallengerSet Challengers => _challengers.Value;

    /// <summary>Whether targets are ranked against the whole catalogue, so that lists say something of it.</summary>
    public bool IsFull => Targets[0].Candidates is null;

    /// <summary>`full`: each user's held-out item against the whole catalogue, less the history.</summary>
    /// <exception cref="ArgumentException">No user has enough items.</exception>
    public static EvaluationTargets Full(SequenceData data, HeldOut heldOut)
    {
        var targets = new List<EvaluationTarget>();
        for (var user = 0; user < data.Sequences.Length; user++)
        {
            if (LeaveOneOut.TrySplit(data.Sequences[user], heldOut, out var history, out var item))
                targets.Add(new EvaluationTarget(user, history, item));
        }

        return LeftOut(heldOut == HeldOut.Test ? "full, test" : "full, validation", data, targets);
    }

    /// <summary>`sampled`: each user's test item against the negatives given for the user. Flatters models, and ranks them differently
    /// than the whole catalogue does (Krichene and Rendle, KDD 2020); for comparison with published figures.</summary>
    /// <param name="data">The sequences.</param>
    /// <param name="negatives">Item rows by user index, as <see cref="DataSet.LoadNegatives"/> reads them.</param>
    /// <exception cref="ArgumentException">No user has enough items, or a user has no negatives.</exception>
    public static EvaluationTargets Sampled(SequenceData data, int[][] negatives)
    {
        if (negatives.Length != data.Sequences.Length)
            throw new ArgumentException($"There are negatives of {negatives.Length} users and sequences of {data.Sequences.Length}.");

        var targets = new List<EvaluationTarget>();
        for (var user = 0; user < data.Sequences.Length; user++)
        {
            if (!LeaveOneOut.TrySplit(data.Sequences[user], HeldOut.Test, out var history, out var item)) continue;

            int[] candidates = [.. negatives[user].Where(row => row != item).Distinct().Order()];
            if (candidates.Length == 0)
                throw new ArgumentException($"User '{data.Users[user]}' has no negatives to be ranked against. Draw some.", nameof(negatives));
            targets.Add(new EvaluationTarget(user, history, item, candidates));
        }

        return LeftOut("sampled, test", data, targets);
    }

    /// <summary>
    /// `temporal`: one cut in time for everyone. Models and challengers know what came before; every interaction from the cut on, the
    /// first <see cref="TargetsPerUserMax"/> of a user, is ranked against the whole catalogue after all that the user did before it, as a
    /// service would be asked then. A user's value is the mean over the user's targets, so that the busy do not outvote the rest.
    /// </summary>
    /// <exception cref="ArgumentException">No interaction came before the cut, or none after it that has a history.</exception>
    public static EvaluationTargets Temporal(TimedSequences sequences, DateTimeOffset cut)
    {
        var data = sequences.Data;
        var known = sequences.Before(cut).Sequences;
        var targets = new List<EvaluationTarget>();
        for (var user = 0; user < data.Sequences.Length; user++)
        {
            var items = data.Sequences[user];
            var first = Math.Max(1, sequences.CountBefore(user, cut));
            for (var at = first; at < Math.Min(items.Length, first + TargetsPerUserMax); at++)
                targets.Add(new EvaluationTarget(user, items.AsMemory(0, at), items[at]));
        }

        if (targets.Count == 0)
            throw sequences.Uncuttable($"No interaction from {TimedSequences.Text(cut)} on has one of the same user before it. Cut earlier.");
        return new EvaluationTargets(
            $"temporal, {TimedSequences.Text(cut)}", data, Array.ConvertAll(known, static items => (ReadOnlyMemory<int>)items),
            [.. targets], data.Sequences.Length - targets.Select(static t => t.User).Distinct().Count()) { Cut = cut };
    }

    /// <summary>The question a target puts to a ranker. Made when asked: under `sampled` it excludes almost the whole catalogue.</summary>
    internal TargetQuery Query(int index)
    {
        var (_, history, item, candidates) = Targets[index];
        if (candidates is null)
        {
            var seen = new SortedSet<int>(history.ToArray());
            seen.Remove(item); // an item taken again is ranked all the same
            return new TargetQuery(history, [.. seen], item);
        }

        var exclude = new int[Data.Vocabulary.ItemCount];
        var count = 0;
        for (var row = 1; row <= Data.Vocabulary.ItemCount; row++)
        {
            if (row != item && Array.BinarySearch(candidates, row) < 0) exclude[count++] = row;
        }

        return new TargetQuery(history, exclude[..count], item);
    }

    private static EvaluationTargets LeftOut(string protocol, SequenceData data, List<EvaluationTarget> targets)
    {
        if (targets.Count == 0)
        {
            throw new ArgumentException(
                $"None of {data.Sequences.Length} users has the {LeaveOneOut.ItemsMin} items it takes to hold two out. Evaluate on more data.");
        }

        return new EvaluationTargets(
            protocol, data, ChallengerSet.TrainingParts(data), [.. targets], data.Sequences.Length - targets.Count);
    }
}
