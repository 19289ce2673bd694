using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;

namespace S3Rec.Model.Tests.Evaluation;

public sealed class EvaluationTargetsTests
{
    [Fact]
    public void Sampled_ranks_the_test_item_against_the_negatives_and_nothing_else()
    {
        var data = Data([[1, 2, 3], [4, 5]]);

        var targets = EvaluationTargets.Sampled(data, [[9, 7, 7, 3], [1]]);
        var query = targets.Query(0);

        Assert.Single(targets.Targets);
        Assert.Equal((1, false), (targets.UsersLeftOut, targets.IsFull));
        Assert.Equal(3, query.Target);
        Assert.Equal([3, 7, 9], Enumerable.Range(1, 10).Except(query.Exclude));
    }

    [Fact]
    public void A_user_without_negatives_is_an_error_with_the_user()
        => Assert.Contains("'user 0' has no negatives", Assert.Throws<ArgumentException>(
            () => EvaluationTargets.Sampled(Data([[1, 2, 3]]), [[3]])).Message);

    [Fact]
    public void Temporal_asks_for_everything_after_the_cut_after_all_before_it()
    {
        var times = new TimedSequences(Data([[1, 2, 3, 4], [5, 6], [7], [8, 9]]), [[1, 2, 5, 6], [5, 7], [9], [1, 2]]);

        var targets = EvaluationTargets.Temporal(times, At(5));

        Assert.Equal([(0, 3), (0, 4), (1, 6)], targets.Targets.Select(static t => (t.User, t.Item)));
        Assert.Equal([[1, 2], [1, 2, 3], [5]], targets.Targets.Select(static t => t.History.ToArray()));
        Assert.Equal(2, targets.UsersLeftOut);
        Assert.Equal([0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0], targets.Challengers.Popularity.Counts.ToArray());
    }

    [Fact]
    public void Temporal_takes_no_more_than_the_first_hundred_of_a_user()
    {
        int[] items = [.. Enumerable.Repeat(1, 250)];
        var times = new TimedSequences(Data([items]), [[.. items.Select(static (_, i) => (long)i)]]);

        var targets = EvaluationTargets.Temporal(times, At(50)).Targets;

        Assert.Equal(100, targets.Count);
        Assert.Equal((50, 149), (targets[0].History.Length, targets[^1].History.Length));
    }

    [Fact]
    public void A_cut_with_nothing_before_or_nothing_to_find_after_it_is_an_error_with_the_time()
    {
        var times = new TimedSequences(Data([[1, 2], [3]]), [[1, 2], [9]]);

        Assert.Equal(
            "No interaction came before 1970-01-01 00:00:00Z: there is nothing to learn from. Cut later.",
            Assert.Throws<ArgumentException>(() => EvaluationTargets.Temporal(times, At(0))).Message);
        Assert.EndsWith("Cut earlier.", Assert.Throws<ArgumentException>(() => EvaluationTargets.Temporal(times, At(5))).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_cut_of_interactions_that_all_have_one_time_is_an_error_with_that_time(long cut)
    {
        var times = new TimedSequences(Data([[1, 2], [3]]), [[3, 3], [3]]);

        var message = Assert.Throws<ArgumentException>(() => EvaluationTargets.Temporal(times, At(cut))).Message;

        Assert.StartsWith("All interactions have the time 1970-01-01 00:00:00.003Z: they were imported without times.", message);
        Assert.DoesNotContain("Cut ", message);
        Assert.DoesNotContain("Parameter", message);
    }

    [Fact]
    public void What_was_known_at_a_cut_keeps_the_vocabulary_and_leaves_out_later_users()
    {
        var times = new TimedSequences(Data([[1, 2, 3], [4, 5]]), [[1, 2, 3], [8, 9]]);

        var known = times.Before(At(3));

        Assert.Equal(["user 0"], known.Users);
        Assert.Equal([1, 2], known.Sequences.Single());
        Assert.Equal(10, known.Vocabulary.ItemCount);
    }

    [Fact]
    public void A_cut_by_share_has_at_least_that_share_before_it()
    {
        var times = new TimedSequences(Data([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]), [[1, 3, 5, 7, 9], [2, 4, 6, 8, 10]]);

        Assert.Equal(At(9), times.CutAfter(0.8));
        Assert.Equal(At(9), times.CutAfter(0.75));
        Assert.Throws<ArgumentOutOfRangeException>(() => times.CutAfter(1));
    }

    [Fact]
    public void Times_that_do_not_belong_to_the_sequences_or_fall_are_refused()
    {
        Assert.Contains("times of 0 users", Assert.Throws<ArgumentException>(() => new TimedSequences(Data([[1]]), [])).Message);
        Assert.Contains("'user 0' has 1 interactions and 2 times", Assert.Throws<ArgumentException>(
            () => new TimedSequences(Data([[1]]), [[1, 2]])).Message);
        Assert.Contains("interaction 1 is older", Assert.Throws<ArgumentException>(() => new TimedSequences(Data([[1, 2]]), [[2, 1]])).Message);
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static SequenceData Data(int[][] sequences) => new(
        new Vocabulary(Enumerable.Range(1, 10).Select(static i => $"item {i}"), []),
        [.. sequences.Select(static (_, i) => $"user {i}")],
        sequences,
        [.. Enumerable.Repeat(Array.Empty<int>(), 11)]);
}
