using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Tests.Checkpoints;

namespace S3Rec.Model.Tests.Evaluation;

public sealed class ContenderTests
{
    private static readonly SequenceData Data = new(
        new Vocabulary(Numbers(1, 10), ["1", "2"]), ["ann"], [[1, 2, 3, 4]], [.. Enumerable.Repeat(Array.Empty<int>(), 11)]);

    private static readonly EvaluationTargets Full = EvaluationTargets.Full(Data, HeldOut.Test);

    [Theory]
    [InlineData(1, 3)] // an old version of a catalogue that has grown
    [InlineData(1, 50)] // of a larger catalogue
    [InlineData(6, 10)] // half of the items are the same
    public void A_checkpoint_of_other_rows_is_evaluated_when_it_shares_enough(int first, int count)
    {
        var checkpoint = TinyCheckpoint.Create([.. Numbers(first, count)]);

        var report = EvaluationJob.Run(
            Full, [Contender.Of("model", checkpoint, Full)], "model", new EvaluationOptions { Resamples = 100 }, null,
            TestContext.Current.CancellationToken);

        Assert.All(report.Contenders[0].Metrics.Values, static metric => Assert.True(double.IsFinite(metric.Value)));
    }

    [Theory]
    [InlineData(1, 50, "'model' knows 50 items and the data has 10, of which 10 are the same. They are compared by their ids: ")]
    [InlineData(6, 10, "'model' knows 10 items and the data has 10, of which 5 are the same. They are compared by their ids: ")]
    public void A_checkpoint_of_other_rows_is_warned_of_with_the_counts(int first, int count, string warning)
    {
        var contender = Contender.Of("model", TinyCheckpoint.Create([.. Numbers(first, count)]), Full);

        Assert.StartsWith(warning, Assert.Single(contender.Warnings));
    }

    [Theory]
    [InlineData(11, 10, 0)]
    [InlineData(7, 20, 4)]
    public void A_checkpoint_that_shares_too_little_is_of_another_data_set(int first, int count, int shared)
    {
        var checkpoint = TinyCheckpoint.Create([.. Numbers(first, count)]);

        var refused = Assert.Throws<ArgumentException>(() => Contender.Of("model", checkpoint, Full));

        Assert.Contains($"'model' knows {count} items and the data has 10, of which {shared} are the same.", refused.Message);
    }

    [Theory]
    [InlineData(12, 2, "'model' has rows for the items 1 to 12, and those of the data are numbered up to 10.")]
    [InlineData(10, 3, "'model' has rows for the attributes 1 to 3, and those of the data are numbered up to 2.")]
    public void A_file_without_ids_must_have_as_many_rows_as_the_data(int items, int attributes, string message)
    {
        var checkpoint = TinyCheckpoint.Create([.. Numbers(1, items)], [.. Numbers(1, attributes)]) with { IsWithoutIds = true };

        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Contender.Of("model", checkpoint, Full)).Message);
        Assert.All(
            [Contender.Of("model", checkpoint with { IsWithoutIds = false }, Full), Contender.Of("model", checkpoint, Full, isLog: true)],
            contender => Assert.Equal(items == 10, contender.Warnings.Count == 0));
    }

    [Fact]
    public void A_file_without_ids_is_for_data_of_numbers()
    {
        var checkpoint = TinyCheckpoint.Create(["1", "2"]) with { IsWithoutIds = true };

        var refused = Assert.Throws<ArgumentException>(() => PublishedRows.Verify("model", checkpoint, new Vocabulary(["a", "2"], [])));

        Assert.Contains("the data has 2, not all of which are numbers", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_temporal_evaluation_warns_of_what_may_have_seen_its_targets()
    {
        var targets = EvaluationTargets.Temporal(new TimedSequences(Data, [[1000, 2000, 3000, 4000]]), At(3));
        var checkpoint = TinyCheckpoint.Create([.. Numbers(1, 10)]);

        IReadOnlyList<string> Warnings(int made, int? before) => Contender.Of(
            "model",
            checkpoint with { Info = checkpoint.Info with { CreatedAt = At(made), TrainedBefore = before is { } s ? At(s) : null } },
            targets).Warnings;

        Assert.Empty(Warnings(made: 9, before: 3));
        Assert.Contains("trained on what came before 1970-01-01 00:00:04Z; the cut is at 1970-01-01 00:00:03Z", Assert.Single(Warnings(9, before: 4)));
        Assert.EndsWith(
            "Train with the value of --cut as --before or, as for a version of a store, cut at 1970-01-01 00:00:04Z or later.",
            Assert.Single(Warnings(9, before: 4)));
        Assert.Contains("does not say what it was trained on", Assert.Single(Warnings(made: 9, before: null)));
        Assert.Empty(Warnings(made: 3, before: null));
        Assert.Empty(Contender.Of("model", checkpoint, Full).Warnings); // nobody is cut in time
    }

    private static IEnumerable<string> Numbers(int first, int count) => Enumerable.Range(first, count).Select(static n => $"{n}");

    private static DateTimeOffset At(int second) => DateTimeOffset.FromUnixTimeSeconds(second);
}
