using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Ranking;
using S3Rec.Model.Tests.Training;

namespace S3Rec.Model.Tests.Evaluation;

public sealed class EvaluationJobTests
{
    private static readonly EvaluationTargets Targets = EvaluationTargets.Full(Habits.Circle(), HeldOut.Test);

    [Fact]
    public void Every_contender_is_measured_by_the_same_metrics_and_compared_with_the_baseline()
    {
        var report = Run(Targets, [.. Contender.Untrained(Targets)], "popularity");

        Assert.Equal(["popularity", "transitions", "transitions + attributes"], report.Contenders.Select(static c => c.Name));
        Assert.All(report.Contenders, contender => Assert.Equal(
            ["HR@1", "HR@5", "HR@10", "HR@20", "NDCG@1", "NDCG@5", "NDCG@10", "NDCG@20", "MRR",
             "MeanPopularity@10", "MeanPopularity@20", "Novelty@10", "Novelty@20", "Coverage@10", "Gini@10", "Coverage@20", "Gini@20"],
            contender.Metrics.Keys));
        Assert.All(report.Contenders[0].Metrics.Values, static m => Assert.Null(m.Difference));
        var (popularity, transitions) = (report.Contenders[0].Metrics["NDCG@5"], report.Contenders[1].Metrics["NDCG@5"]);
        Assert.Equal(transitions.Value - popularity.Value, transitions.Difference!.Value, 1e-12);
        Assert.InRange(transitions.Difference!.Value, transitions.DifferenceInterval!.Value.Low, transitions.DifferenceInterval.Value.High);
        Assert.True(transitions.DifferenceInterval.Value.Low > 0);
        Assert.Null(report.Contenders[1].Metrics["Gini@10"].Interval);
    }

    [Fact]
    public void Metrics_are_those_of_the_evaluator()
    {
        var data = Habits.Circle();
        var challenger = Targets.Challengers.All.Single(static c => c.Name == "popularity");
        var expected = Evaluator.Evaluate(
            challenger.Create, data, HeldOut.Test, new EvaluationOptions(), TestContext.Current.CancellationToken).Metrics;

        var report = Run(Targets, [new Contender("a", challenger.Create)], "a");

        Assert.All(expected, metric => Assert.Equal(metric.Value, report.Contenders[0].Metrics[metric.Key].Value, 1e-12));
    }

    [Fact]
    public void A_user_with_many_targets_counts_once()
    {
        // User 0 is found once in two targets, user 1 in its only one: means 0.5 and 1.
        var data = Data([[1, 2, 3], [4, 5]]);
        var targets = EvaluationTargets.Temporal(new TimedSequences(data, [[0, 5, 6], [0, 7]]), DateTimeOffset.FromUnixTimeMilliseconds(5));

        var report = Run(targets, [new Contender("fixed", static () => new Ranks(0, 50, 0))], "fixed");

        Assert.Equal((2, 3), (report.Users, report.Targets));
        Assert.Equal(0.75, report.Contenders[0].Metrics["HR@1"].Value);
    }

    [Fact]
    public void Targets_are_divided_by_history_and_by_frequency_with_cold_items_apart()
    {
        var data = Data([[1, 2, 3, 4, 1, 1, 5], [1, 2, 6, 1]]);
        var targets = EvaluationTargets.Full(data, HeldOut.Test);

        var slices = Run(targets, [new Contender("fixed", static () => new Ranks(0, 1))], "fixed").Contenders[0].Slices;

        Assert.Equal(
            [("history length", "1 to 3", 1), ("history length", "6 to 10", 1), ("item frequency", "0 (cold)", 1), ("item frequency", "1 to 5", 1)],
            slices.Select(static s => (s.By, s.Name, s.Targets)));
        Assert.Equal([0.5, 1, 1, 0.5], slices.Select(static s => s.Metrics["MRR"]));
    }

    [Fact]
    public void Sampled_negatives_say_nothing_of_lists()
    {
        var data = Habits.Circle();
        int[][] negatives = [.. data.Sequences.Select(static items => new[] { items[^1] % Habits.ItemCount + 1 })];
        var targets = EvaluationTargets.Sampled(data, negatives);

        var report = Run(targets, [.. Contender.Untrained(targets)], "transitions");

        Assert.Equal("MRR", report.Contenders[0].Metrics.Keys.Last());
        Assert.Equal(1, report.Contenders[1].Metrics["HR@1"].Value);
    }

    [Fact]
    public void Names_must_differ_and_include_the_baseline()
    {
        var popularity = Contender.Untrained(Targets).First();

        Assert.Contains("2 contenders are called 'popularity'", Assert.Throws<ArgumentException>(
            () => Run(Targets, [popularity, popularity], "popularity")).Message);
        Assert.Contains("'model' is not among the contenders [popularity]", Assert.Throws<ArgumentException>(
            () => Run(Targets, [popularity], "model")).Message);
    }

    [Fact]
    public void No_metric_is_ever_not_a_number()
    {
        int[][][] logs = [[[1, 2, 3], [4, 5, 6]], [[1, 2, 3]], [[1], [2], [1, 1, 1]], [[.. Enumerable.Range(1, 60)]]];

        Assert.All(logs, static log => AssertFinite(Run(EvaluationTargets.Full(Data(log), HeldOut.Test))));
        AssertFinite(Run(EvaluationTargets.Sampled(Data([[1, 2, 3]]), [[1]])));
    }

    [Fact]
    public void No_metric_of_a_model_without_lists_is_not_a_number()
    {
        var targets = EvaluationTargets.Full(Data([[1, 2, 3], [4, 5, 6]]), HeldOut.Test);
        var report = Run(targets, [new Contender("silent", static () => new Ranks(50, 50) { List = [] })], "silent");

        AssertFinite(report);
        Assert.Equal(0, report.Contenders[0].Metrics["Coverage@10"].Value);
        Assert.Equal(0, report.Contenders[0].Metrics["Novelty@10"].Value);
    }

    private static EvaluationReport Run(EvaluationTargets targets) => Run(targets, [.. Contender.Untrained(targets)], "popularity");

    private static void AssertFinite(EvaluationReport report)
    {

        Assert.All(report.Contenders.SelectMany(static c => c.Metrics.Values), static metric =>
        {
            Assert.True(double.IsFinite(metric.Value));
            Assert.True(metric.Interval is not { } interval || (double.IsFinite(interval.Low) && double.IsFinite(interval.High)));
        });
        Assert.All(report.Contenders.SelectMany(static c => c.Slices), static slice => Assert.All(slice.Metrics.Values, static v => Assert.True(double.IsFinite(v))));
    }

    private static EvaluationReport Run(EvaluationTargets targets, IReadOnlyList<Contender> contenders, string baseline) => EvaluationJob.Run(
        targets, contenders, baseline, new EvaluationOptions { Resamples = 200, Threads = 1 }, progress: null, TestContext.Current.CancellationToken);

    private static SequenceData Data(int[][] sequences) => new(
        new Vocabulary(Enumerable.Range(1, 60).Select(static i => $"item {i}"), []),
        [.. sequences.Select(static (_, i) => $"user {i}")],
        sequences,
        [.. Enumerable.Repeat(Array.Empty<int>(), 61)]);

    /// <summary>Gives the ranks it was made with, and lists of one item.</summary>
    private sealed class Ranks(params int[] ranks) : ICatalogueRanker
    {
        public int[] List { get; init; } = [1];

        public void Rank(ReadOnlySpan<RankQuery> queries, Span<RankedList> lists) => lists.Fill(new RankedList(List, new float[List.Length]));

        public void RankTargets(ReadOnlySpan<TargetQuery> queries, Span<int> found) => ranks.CopyTo(found);

        public void Dispose()
        {
        }
    }
}
