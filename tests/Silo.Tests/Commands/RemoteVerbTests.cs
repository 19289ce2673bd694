using S3Rec.Contracts;
using S3Rec.Silo.Commands;
using S3Rec.Silo.Tests.Http;

namespace S3Rec.Silo.Tests.Commands;

public sealed class RemoteVerbTests : IAsyncLifetime
{
    private static readonly TrainingStatus Published = new(
        7, TrainingPhase.Published, 20, 20, 1, 3.25, new Dictionary<string, double> { ["HR@10"] = 0.5 },
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 3, "accepted: better.");

    private ApiServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ApiServer.Start(Token);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Record_sends_the_interaction_with_its_time_and_its_event_id()
    {
        var ended = await Run("record", "ann", "tent", "--timestamp", "2026-03-01T12:30:00Z", "--event-id", "e1");

        Assert.Equal((ExitCode.Ok, ""), (ended.ExitCode, ended.Error));
        var time = new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero);
        Assert.Equal(new Interaction("ann", "tent", time, "e1"), Assert.Single(_server.Client.Recorded));
    }

    [Fact]
    public async Task Recommend_prints_one_item_per_line()
    {
        var ended = await Run("recommend", "a/b ?", "--count", "5");

        Assert.Equal(ExitCode.Ok, ended.ExitCode);
        Assert.Equal(["a/b ?"], _server.Client.AskedUsers);
        Assert.Contains("personal items for user a/b ?, by model 3:", ended.Output, StringComparison.Ordinal);
        Assert.Contains("   1  tent ", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recommend_asks_with_every_condition_and_says_why()
    {
        _server.Client.List = new Recommendations(
            "ann", 3, RecommendationSource.Personal,
            [new("tent", 1.5f, RecommendationSource.Cold, new Explanation([new("mat", 1.25f), new("pot", 0.5f)], ["green"]))]);

        var ended = await Run(
            "recommend", "ann", "--include-seen", "--deny", "a", "--deny", "b", "--allow", "c", "--attribute", "d", "--match", "any",
            "--diversity", "0.5", "--explain");

        Assert.Equal((ExitCode.Ok, ""), (ended.ExitCode, ended.Error));
        Assert.EndsWith("cold  because of mat (1.25), pot (0.50); shared: green", ended.Output.TrimEnd(), StringComparison.Ordinal);
        var expected = new RecommendationRequest
        {
            ExcludeSeen = false, Deny = ["a", "b"], Allow = ["c"], Attributes = ["d"], Match = AttributeMatch.Any, Diversity = 0.5f,
            Explain = true,
        };
        Assert.Equivalent(expected, _server.Client.Asked, strict: true);
    }

    [Fact]
    public async Task Popular_items_say_nothing_of_a_model()
    {
        _server.Client.List = new Recommendations("ann", null, RecommendationSource.Popular, []);

        var ended = await Run("recommend", "ann");

        Assert.Equal("0 popular items for user ann:", ended.Output.Trim());
    }

    [Fact]
    public async Task Retrain_waits_for_the_end_and_prints_the_metrics()
    {
        _server.Client.Training = Published;

        var ended = await Run("retrain", "--wait");

        Assert.Equal(ExitCode.Ok, ended.ExitCode);
        Assert.Contains("Training run 7: published. accepted: better.", ended.Output, StringComparison.Ordinal);
        Assert.Contains("HR@10 0.500000", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrainingPhase.Rejected, ExitCode.Ok)]
    [InlineData(TrainingPhase.Failed, ExitCode.Failed)]
    [InlineData(TrainingPhase.Cancelled, ExitCode.Failed)]
    public async Task A_rejected_model_is_an_answer_but_a_failed_run_is_not(TrainingPhase phase, int expected)
    {
        _server.Client.Training = Published with { Phase = phase };

        Assert.Equal(expected, (await Run("retrain", "--wait")).ExitCode);
    }

    [Fact]
    public async Task Rollback_goes_to_the_newest_accepted_model_before_the_live_one()
    {
        _server.Client.Models =
        [
            Model(4), Model(3, isLive: true), Model(2, ModelVerdict.Rejected), Model(1),
        ];

        var ended = await Run("rollback");

        Assert.Equal((ExitCode.Ok, "Model 1 is live."), (ended.ExitCode, ended.Output.Trim()));
    }

    [Fact]
    public async Task Rollback_prefers_a_model_that_was_live_and_leaves_out_one_that_cannot_be_loaded()
    {
        var live = DateTimeOffset.UnixEpoch;
        _server.Client.Models =
        [
            Model(5, isLive: true), Model(4) with { Refusal = "torn", LiveAt = live }, Model(3),
            Model(2, ModelVerdict.Rejected) with { LiveAt = live }, Model(1) with { LiveAt = live },
        ];

        Assert.Equal("Model 2 is live.", (await Run("rollback")).Output.Trim());
    }

    [Fact]
    public async Task Rollback_without_an_earlier_model_fails_and_says_so()
    {
        _server.Client.Models = [Model(3, isLive: true)];

        var ended = await Run("rollback");

        Assert.Equal(ExitCode.Failed, ended.ExitCode);
        Assert.Contains("No accepted model is older than the live version 3", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_version_is_bad_input()
    {
        var ended = await Run("rollback", "9");

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains("There is no model version 9", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_marks_the_live_one()
    {
        _server.Client.Models = [Model(3, isLive: true), Model(2, ModelVerdict.Rejected)];

        var lines = (await Run("models")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal([true, false], lines.Select(static line => line.StartsWith("live", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Status_tells_of_the_model_and_of_the_training()
    {
        _server.Client.Models = [Model(3, isLive: true)];
        _server.Client.Training = Published;

        var output = (await Run("status")).Output;

        Assert.Contains("version 3 is live, HR@10 0.250000", output, StringComparison.Ordinal);
        Assert.Contains("run 7, Published. accepted: better.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Split_begins_and_ends_a_trial()
    {
        var begun = await Run("split", "42:0.125");
        Assert.Equal((ExitCode.Ok, "Model 42 is on trial and serves 12.5 % of the users."), (begun.ExitCode, begun.Output.Trim()));
        Assert.Equal(new ModelSplit(42, 0.125), _server.Client.Status.Split);

        var ended = await Run("split", "off");
        Assert.Equal((ExitCode.Ok, "No model is on trial; the live one serves everybody."), (ended.ExitCode, ended.Output.Trim()));
        Assert.Null(_server.Client.Status.Split);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Split_says_why_a_version_cannot_be_on_trial(S3RecException refusal, int exitCode)
    {
        _server.Client.Error = refusal;

        var ended = await Run("split", "42:0.1");

        Assert.Equal((exitCode, refusal.Message), (ended.ExitCode, ended.Error.Trim()));
    }

    public static TheoryData<S3RecException, int> Refusals { get; } = new()
    {
        { new UnknownModelException(42), ExitCode.BadInput },
        { new InvalidRequestException("version", "version is 42, which is the live one already."), ExitCode.BadInput },
        { new CheckpointRefusedException("torn"), ExitCode.Failed },
    };

    [Fact]
    public async Task Status_and_models_show_both_versions_side_by_side_with_the_interval()
    {
        WindowQuality[] Windows(double rate) =>
            [.. Enum.GetValues<QualityWindow>().Select(w => new WindowQuality(w, 100 * (1 + (int)w), rate, rate / 2, null))];
        _server.Client.Models = [Model(42), Model(41, isLive: true), Model(40)];
        _server.Client.Status = new(
            41, new(42, 0.1), [new(42, Windows(0.25)), new(41, Windows(0.125)), new(40, Windows(0.5))],
            [new(QualityWindow.Week, 300, 200, new(0.125, -0.0625, 0.25), null)]);

        var status = (await Run("status")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var models = (await Run("models")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        const string Interval = "trial minus live, with 95 % interval: HR@10 +0.125000 (-0.062500 to +0.250000)  NDCG@10 -  "
            + "of 200 and 300 lists judged in the same time";
        Assert.Equal(
            [
                "Trial: model 42 serves 10.0 % of the users, the live one the others.",
                "Quality, 1 hour: model 42, HR@10 0.250000  NDCG@10 0.125000  coverage -  of 100 judged lists",
                "Quality, 1 hour: model 41, HR@10 0.125000  NDCG@10 0.062500  coverage -  of 100 judged lists",
                "Quality, 24 hours: model 42, HR@10 0.250000  NDCG@10 0.125000  coverage -  of 200 judged lists",
                "Quality, 24 hours: model 41, HR@10 0.125000  NDCG@10 0.062500  coverage -  of 200 judged lists",
                "Quality, 7 days: model 42, HR@10 0.250000  NDCG@10 0.125000  coverage -  of 300 judged lists",
                "Quality, 7 days: model 41, HR@10 0.125000  NDCG@10 0.062500  coverage -  of 300 judged lists",
                "Quality, 7 days: " + Interval,
            ],
            status[1..^1]);
        Assert.Equal(["trial", "live ", "     "], models[..3].Select(static line => line[..5]));
        Assert.All(models[..3], line => Assert.Contains("of 300 judged lists", line, StringComparison.Ordinal));
        Assert.Equal(Interval, models[3]);
    }

    private static ModelInfo Model(int version, ModelVerdict verdict = ModelVerdict.Accepted, bool isLive = false) => new(
        version, DateTimeOffset.UnixEpoch, isLive, 100, 12, new Dictionary<string, double> { ["HR@10"] = 0.25 }, verdict, "x");

    private Task<Ended> Run(params string[] args) =>
        Ended.Run(Token, [.. args, "--url", _server.Http.BaseAddress!.ToString()]);
}
