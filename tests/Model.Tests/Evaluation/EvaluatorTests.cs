using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Network;
using S3Rec.Model.Ranking;
using S3Rec.Model.Tests.Ranking;
using S3Rec.Model.Tests.Reference;

namespace S3Rec.Model.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory]
    [InlineData(HeldOut.Test)]
    [InlineData(HeldOut.Validation)]
    public void Ranks_are_places_in_the_full_ranking_without_the_history(HeldOut heldOut)
    {
        var options = new NetworkOptions { Hidden = 16, Layers = 1, MaxLength = 5 };
        var parameters = RandomNetwork.Create(options, itemCount: 300, seed: 1);
        var plain = new PlainEncoder(options, parameters);
        var data = Sequences(users: 70, itemCount: 300, seed: 2);

        var result = Evaluator.Evaluate(new CpuRankerWeights(options, parameters), data, heldOut, new EvaluationOptions(), Never);

        for (var i = 0; i < result.Users; i++)
        {
            var items = data.Sequences[result.UserIndexes[i]];
            var target = items[^(heldOut == HeldOut.Test ? 1 : 2)];
            var history = items[..^(heldOut == HeldOut.Test ? 1 : 2)];
            var scores = plain.Scores(history);
            var others = Enumerable.Range(1, 300).Where(row => row != target).Except(history);
            var above = others.Count(row => scores[row] > scores[target]);
            Assert.Equal(above, result.Ranks[i]);
        }
    }

    [Fact]
    public void Users_too_short_are_left_out_and_counted()
    {
        int[][] sequences = [[1], [1, 2], [1, 2, 3], [], [4, 5, 6, 7]];

        foreach (var heldOut in (HeldOut[])[HeldOut.Test, HeldOut.Validation])
        {
            var result = Evaluator.Evaluate(Tiny(), Data(sequences, 10), heldOut, new EvaluationOptions(), Never);

            Assert.Equal([2, 4], result.UserIndexes);
            Assert.Equal((2, 3), (result.Users, result.UsersTooShort));
        }
    }

    [Fact]
    public void A_target_seen_before_is_ranked_all_the_same()
    {
        var result = Evaluator.Evaluate(Tiny(), Data([[3, 4, 3]], 10), HeldOut.Test, new EvaluationOptions(), Never);

        Assert.InRange(result.Ranks[0], 0, 8);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_the_result()
    {
        var options = new NetworkOptions { Hidden = 16, Layers = 1, MaxLength = 5 };
        var weights = new CpuRankerWeights(options, RandomNetwork.Create(options, itemCount: 300, seed: 3));
        var data = Sequences(users: 1000, itemCount: 300, seed: 4);

        var one = Evaluator.Evaluate(weights, data, HeldOut.Test, new EvaluationOptions { Threads = 1 }, Never);
        var five = Evaluator.Evaluate(weights, data, HeldOut.Test, new EvaluationOptions { Threads = 5 }, Never);

        Assert.Equal(one.Ranks, five.Ranks);
        Assert.Equal(one.Metrics, five.Metrics);
    }

    [Fact]
    public void Metrics_are_named_as_in_the_paper()
    {
        var options = new EvaluationOptions { Cutoffs = [1, 10] };

        var result = Evaluator.Evaluate(Tiny(), Data([[1, 2, 3]], 10), HeldOut.Test, options, Never);

        Assert.Equal(["HR@1", "HR@10", "NDCG@1", "NDCG@10", "MRR"], result.Metrics.Keys);
    }

    [Fact]
    public void An_error_on_a_thread_comes_back_as_itself()
    {
        var error = Assert.Throws<ArgumentException>(
            () => Evaluator.Evaluate(Tiny(), Data([[1, 2, 99]], 99), HeldOut.Test, new EvaluationOptions(), Never));

        Assert.Contains("Row 99 is no item; items have the rows 1 to", error.Message);
    }

    [Fact]
    public void Nobody_to_evaluate_is_an_error()
        => Assert.Contains("None of 1 users", Assert.Throws<ArgumentException>(
            () => Evaluator.Evaluate(Tiny(), Data([[1, 2]], 10), HeldOut.Test, new EvaluationOptions(), Never)).Message);

    [Fact]
    public void Wrong_options_are_reported_together()
    {
        var options = new EvaluationOptions { Threads = 0, Cutoffs = [10, 0] };

        var error = Assert.Throws<ArgumentException>(
            () => Evaluator.Evaluate(Tiny(), Data([[1, 2, 3]], 10), HeldOut.Test, options, Never));

        Assert.Equal("Threads is 0; set it from 1 to 1024. Cutoffs hold 0; a list has at least 1 item.", error.Message);
    }

    [Fact]
    public void A_cancelled_evaluation_stops()
    {
        using var source = new CancellationTokenSource();
        var data = Sequences(users: 1000, itemCount: 10, seed: 5);

        Assert.ThrowsAny<OperationCanceledException>(() => Evaluator.Evaluate(
            () => new CancellingRanker(source), data, HeldOut.Test, new EvaluationOptions { Threads = 1 }, source.Token));
    }

    private static CpuRankerWeights Tiny() => new(ReferenceNetwork.Options, ReferenceNetwork.Weights);

    private static SequenceData Sequences(int users, int itemCount, int seed)
    {
        var random = new Random(seed);
        int[] Sequence() => [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(1, itemCount + 1))];
        return Data([.. Enumerable.Range(0, users).Select(_ => Sequence())], itemCount);
    }

    private static SequenceData Data(int[][] sequences, int itemCount) => new(
        new Vocabulary(Enumerable.Range(1, itemCount).Select(i => $"item {i}"), []),
        [.. sequences.Select((_, i) => $"user {i}")],
        sequences,
        [.. Enumerable.Repeat(Array.Empty<int>(), itemCount + 1)]);

    /// <summary>Cancels during the first block and fails the test if there is a second.</summary>
    private sealed class CancellingRanker(CancellationTokenSource source) : ITargetRanker
    {
        public void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> ranks)
        {
            Assert.False(source.IsCancellationRequested);
            source.Cancel();
        }

        public void Dispose()
        {
        }
    }
}
