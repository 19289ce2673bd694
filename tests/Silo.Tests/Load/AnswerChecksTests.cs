using S3Rec.Contracts;
using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

public sealed class AnswerChecksTests
{
    private readonly LoadTally _tally = new(new LoadPlan
    {
        Phases = [new LoadPhase(1, TimeSpan.FromSeconds(1))],
        InFlightMax = 1,
        Count = 2,
    });

    private readonly ReferenceLists _references = new();

    public AnswerChecksTests()
    {
        _references.TryAdd(List(1, ("tent", 5), ("mat", 3)));
        _references.TryAdd(List(2, ("mat", 7), ("stove", 6)));
    }

    [Fact]
    public void The_list_after_a_record_must_not_hold_its_item()
    {
        Check(List(1, ("tent", 5), ("mat", 3)), recorded: "tent");

        Assert.Equal(AnswerChecks.Visible, Assert.Single(_tally.Violations).Promise);
    }

    [Fact]
    public void Any_other_item_may_be_in_the_list_after_a_record()
    {
        Check(List(1, ("tent", 5), ("mat", 3)), recorded: "lamp");

        Assert.Empty(_tally.Violations);
    }

    [Fact]
    public void The_lists_of_either_version_pass_by_their_own_name()
    {
        Check(List(1, ("tent", 5), ("mat", 3)));
        Check(List(2, ("mat", 7.0003f), ("stove", 6)));
        Check(List(1, ("tent", 5), ("lamp", 3))); // It shares the last place with the mat.

        Assert.Empty(_tally.Violations);
    }

    [Fact]
    public void An_answer_that_mixes_versions_is_counted()
    {
        Check(List(1, ("mat", 7), ("stove", 6))); // All of the other version.
        Check(List(1, ("tent", 5), ("stove", 6))); // One of the other.
        Check(List(2, ("mat", 3), ("stove", 6))); // The right items, with a score of the other.
        Check(List(1, ("tent", 5))); // One is missing.
        Check(List(null, ("tent", 5))); // No version at all, where each has a list.

        var violation = Assert.Single(_tally.Violations);
        Assert.Equal((AnswerChecks.Unmixed, 5), (violation.Promise, violation.Count));
        Assert.Contains("user ann was answered by model 1", violation.Example, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_by_a_version_that_is_not_live_is_counted()
    {
        Check(List(2, ("mat", 7), ("stove", 6)), live: new LiveVersions(1));

        Assert.Equal(AnswerChecks.Live, Assert.Single(_tally.Violations).Promise);
    }

    private void Check(Recommendations list, string? recorded = null, LiveVersions? live = null) =>
        new AnswerChecks(_tally, live, _references, retrains: false).Check(
            list, recorded, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

    private static Recommendations List(int? version, params (string Item, float Score)[] items) => new(
        "ann", version, RecommendationSource.Personal,
        [.. items.Select(static item => new RecommendedItem(item.Item, item.Score, RecommendationSource.Personal))]);
}
