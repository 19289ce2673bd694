using System.Runtime.ExceptionServices;
using S3Rec.Model.Data;
using S3Rec.Model.Ranking;

namespace S3Rec.Model.Evaluation;

/// <summary>
/// Leave-one-out evaluation by full ranking: each user's target against the whole catalogue, less what is in the user's history.
/// No sampled negatives. Equal scores count against the target.
/// </summary>
public static class Evaluator
{
    /// <summary>Targets ranked together: what the processor's ranker takes in one pass over the item table.</summary>
    private const int Together = 64;

    /// <summary>Evaluates a model on the processor.</summary>
    /// <inheritdoc cref="Evaluate(Func{ITargetRanker}, SequenceData, HeldOut, EvaluationOptions, CancellationToken)"/>
    public static EvaluationResult Evaluate(
        CpuRankerWeights weights, SequenceData data, HeldOut heldOut, EvaluationOptions options,
        CancellationToken cancellationToken)
        => Evaluate(() => new CpuRanker(weights), data, heldOut, options, cancellationToken);

    /// <summary>Evaluates any ranker. Blocks until done; the number of threads does not change the result.</summary>
    /// <param name="createRanker">Called once on each thread, which disposes what it gets.</param>
    /// <param name="data">Sequences in the rows of the model.</param>
    /// <param name="heldOut">Which item to find.</param>
    /// <param name="options">Threads and cutoffs.</param>
    /// <param name="cancellationToken">Stops between blocks of targets.</param>
    /// <exception cref="ArgumentException">The options are wrong, no user has enough items, or the data has rows that the model
    /// has not.</exception>
    /// <exception cref="NotFiniteNumberException">The model gives scores that are not numbers.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EvaluationResult Evaluate(
        Func<ITargetRanker> createRanker, SequenceData data, HeldOut heldOut, EvaluationOptions options,
        CancellationToken cancellationToken)
    {
        options.Validate();
        var targets = EvaluationTargets.Full(data, heldOut);
        int[] users = [.. targets.Targets.Select(static target => target.User)];
        return EvaluationResult.Of(users, Ranks(createRanker, targets, options.Threads, cancellationToken), targets.UsersLeftOut, options.Cutoffs);
    }

    /// <summary>The rank of every target from 0; see <see cref="ITargetRanker.RankTargets"/>.</summary>
    internal static int[] Ranks<TRanker>(
        Func<TRanker> createRanker, EvaluationTargets targets, int threads, CancellationToken cancellationToken)
        where TRanker : ITargetRanker
    {
        var ranks = new int[targets.Targets.Count];
        ForEachBlock(createRanker, threads, ranks.Length, (ranker, first, count) =>
        {
            var queries = Enumerable.Range(first, count).Select(targets.Query).ToArray();
            ranker.RankTargets(queries, ranks.AsSpan(first, count));
        }, cancellationToken);
        return ranks;
    }

    /// <summary>The list each user would be shown before each target.</summary>
    internal static int[][] Lists(
        Func<ICatalogueRanker> createRanker, EvaluationTargets targets, int length, int threads, CancellationToken cancellationToken)
    {
        var lists = new int[targets.Targets.Count][];
        ForEachBlock(createRanker, threads, lists.Length, (ranker, first, count) =>
        {
            var queries = Enumerable.Range(first, count).Select(targets.Query)
                .Select(query => new RankQuery(query.History.ToArray(), query.Exclude, length)).ToArray();
            var ranked = new RankedList[count];
            ranker.Rank(queries, ranked);
            for (var i = 0; i < count; i++) lists[first + i] = ranked[i].Rows;
        }, cancellationToken);
        return lists;
    }

    /// <summary>Each thread takes the next block until none is left; the first error stops all.</summary>
    private static void ForEachBlock<TRanker>(
        Func<TRanker> createRanker, int threads, int targetCount, Action<TRanker, int, int> rankBlock, CancellationToken cancellationToken)
        where TRanker : IDisposable
    {
        var next = -Together;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, threads, parallel, (_, loop) =>
            {
                using var ranker = createRanker();
                int first;
                while (!loop.IsExceptional && (first = Interlocked.Add(ref next, Together)) < targetCount)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    rankBlock(ranker, first, Math.Min(Together, targetCount - first));
                }
            });
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }
}
