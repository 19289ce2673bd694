using System.Runtime.ExceptionServices;
using S3Rec.Model.Data;
using S3Rec.Model.Ranking;

namespace S3Rec.Model.Evaluation;

/// <summary>
/// Leave-one-out evaluation by full ranking: each user's target against the whole catalogue, less what is in the user's history. No
/// sampled negatives. Equal scores count against the target.
/// </summary>
public static class Evaluator
{
    /// <summary>Users ranked together: what the processor's ranker takes in one pass over the item table.</summary>
    private const int UsersTogether = 64;

    /// <summary>Evaluates a model on the processor.</summary>
    /// <inheritdoc cref="Evaluate(Func{ITargetRanker}, SequenceData, HeldOut, EvaluationOptions, CancellationToken)"/>
    public static EvaluationResult Evaluate(
        CpuRankerWeights weights, SequenceData data, HeldOut heldOut, EvaluationOptions options, CancellationToken cancellationToken)
        => Evaluate(() => new CpuRanker(weights), data, heldOut, options, cancellationToken);

    /// <summary>Evaluates any ranker. Blocks until done; the number of threads does not change the result.</summary>
    /// <param name="createRanker">Called once on each thread, which disposes what it gets.</param>
    /// <param name="data">Sequences in the rows of the model.</param>
    /// <param name="heldOut">Which item to find.</param>
    /// <param name="options">Threads and cutoffs.</param>
    /// <param name="cancellationToken">Stops between blocks of users.</param>
    /// <exception cref="ArgumentException">The options are wrong, no user has enough items, or the data has rows that the model has not.</exception>
    /// <exception cref="NotFiniteNumberException">The model gives scores that are not numbers.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EvaluationResult Evaluate(
        Func<ITargetRanker> createRanker, SequenceData data, HeldOut heldOut, EvaluationOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        var users = Enumerable.Range(0, data.Sequences.Length)
            .Where(user => LeaveOneOut.TrySplit(data.Sequences[user], heldOut, out _, out _)).ToArray();
        if (users.Length == 0)
        {
            throw new ArgumentException(
                $"None of {data.Sequences.Length} users has the {LeaveOneOut.ItemsMin} items it takes to hold two out. Evaluate on more data.");
        }

        var ranks = new int[users.Length];
        var rankBlock = (ITargetRanker ranker, int first, int count) =>
        {
            var queries = Array.ConvertAll(users[first..(first + count)], user => Query(data.Sequences[user], heldOut));
            ranker.RankTargets(queries, ranks.AsSpan(first, count));
        };
        ForEachBlock(createRanker, options.Threads, users.Length, rankBlock, cancellationToken);
        return EvaluationResult.Of(users, ranks, data.Sequences.Length - users.Length, options.Cutoffs);
    }

    private static TargetQuery Query(int[] sequence, HeldOut heldOut)
    {
        LeaveOneOut.TrySplit(sequence, heldOut, out var history, out var target);
        var seen = new SortedSet<int>(history.ToArray());
        seen.Remove(target);
        return new TargetQuery(history, [.. seen], target);
    }

    /// <summary>Each thread takes the next block until none is left; the first error stops all.</summary>
    private static void ForEachBlock(
        Func<ITargetRanker> createRanker, int threads, int userCount, Action<ITargetRanker, int, int> rankBlock, CancellationToken cancellationToken)
    {
        var next = -UsersTogether;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, threads, parallel, (_, loop) =>
            {
                using var ranker = createRanker();
                int first;
                while (!loop.IsExceptional && (first = Interlocked.Add(ref next, UsersTogether)) < userCount)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    rankBlock(ranker, first, Math.Min(UsersTogether, userCount - first));
                }
            });
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }
}
