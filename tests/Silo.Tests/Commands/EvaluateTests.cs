using System.Text.Json;
using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Tests.Commands;

public sealed class EvaluateTests : IAsyncLifetime
{
    private const int Users = 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-evaluate-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string[] Data => ["--data", _folder.FullName, "--name", "Shelf"];

    /// <summary>20 users walk along 12 items, 8 each, a day apart, and all begin on the same day.</summary>
    public async ValueTask InitializeAsync()
    {
        await Write("Shelf.txt", user => string.Join(' ', Enumerable.Range(user, 8).Select(static item => $"i{item % 12}")));
        await Pretrain("model");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task One_checkpoint_gives_its_metrics_by_name()
    {
        var ended = await Run("--checkpoint", At("model"), "--json", At("metrics.json"));

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        var metrics = JsonSerializer.Deserialize<Dictionary<string, double>>(await Read("metrics.json"))!;
        Assert.Equal(metrics["HR@1"], metrics["NDCG@1"]);
        Assert.Equal(1, metrics["HR@20"]); // there are 12 items
        Assert.Contains("full, test: 20 targets of 20 users.", ended.Output, StringComparison.Ordinal);
        Assert.Contains("HR@20 1.000000 [1.000000, 1.000000]", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoints_and_challengers_stand_side_by_side_in_every_output()
    {
        await Pretrain("other", "--seed", "7");

        var ended = await Run(
            "--checkpoint", At("model"), At("other"), "--challengers", "--json", At("report.json"), "--html", At("report.html"),
            "--seed", "5", "--resamples", "200");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        using var report = JsonDocument.Parse(await Read("report.json"));
        string?[] names = [.. report.RootElement.GetProperty("contenders").EnumerateArray().Select(static c => c.GetProperty("name").GetString())];
        Assert.Equal(["model", "other", "popularity", "transitions"], names);
        Assert.Equal("model", report.RootElement.GetProperty("baseline").GetString());
        Assert.Equal(5, report.RootElement.GetProperty("seed").GetInt32());
        Assert.Equal(200, report.RootElement.GetProperty("resamples").GetInt32());
        var page = await Read("report.html");
        Assert.Contains("<h1>Shelf</h1>", page, StringComparison.Ordinal);
        foreach (var name in names)
        {
            Assert.Contains(name!, page, StringComparison.Ordinal);
            Assert.Contains($"{name}:{Environment.NewLine}HR@1 ", ended.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_needs_no_training_may_stand_alone()
    {
        var ended = await Run("--challengers", "--json", At("report.json"));

        Assert.Equal((0, ""), Outcome(ended));
        using var report = JsonDocument.Parse(await Read("report.json"));
        Assert.Equal("popularity", report.RootElement.GetProperty("baseline").GetString());
        Assert.Equal(2, report.RootElement.GetProperty("contenders").GetArrayLength());
    }

    [Fact]
    public async Task Checkpoints_called_alike_go_by_their_paths()
    {
        await Pretrain("popularity");

        var ended = await Run("--checkpoint", At("popularity"), "--challengers");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains($"{At("popularity")}:{Environment.NewLine}HR@1 ", ended.Output, StringComparison.Ordinal);
        Assert.Contains($"{Environment.NewLine}popularity:{Environment.NewLine}HR@1 ", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_validation_split_has_targets_of_its_own()
    {
        var ended = await Run("--checkpoint", At("model"), "--split", "validation");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("full, validation: 20 targets", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sampled_ranks_against_the_negatives_of_the_file()
    {
        await Write("Shelf_sample.txt", static user => $"i{(user + 9) % 12}");

        var ended = await Run("--checkpoint", At("model"), "--protocol", "sampled");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("sampled, test: 20 targets", ended.Output, StringComparison.Ordinal);
        Assert.Contains("HR@5 1.000000", ended.Output, StringComparison.Ordinal); // of two candidates one is the target
        Assert.DoesNotContain("Coverage", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1970-01-07", 2)]
    [InlineData("1970-01-08T00:00:00Z", 1)]
    [InlineData("0.75", 2)]
    public async Task Temporal_ranks_what_came_after_the_cut(string cut, int targetsPerUser)
    {
        await Write("Shelf_times.txt", static _ => string.Join(' ', Enumerable.Range(0, 8).Select(static day => day * 86_400)));

        var ended = await Run("--checkpoint", At("model"), "--protocol", "temporal", "--cut", cut);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains($": {targetsPerUser * Users} targets of 20 users.", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cut is noon; it must be a date", "--protocol", "temporal", "--cut", "noon")]
    [InlineData("--cut is 1; it must be a date", "--protocol", "temporal", "--cut", "1")]
    [InlineData("--cut is given and --protocol is full", "--cut", "0.5")]
    [InlineData("--split is validation and --protocol is sampled", "--protocol", "sampled", "--split", "validation")]
    [InlineData("--resamples is 9; it may be 100 to 100000", "--resamples", "9")]
    [InlineData("--html is no-such-folder/report.html", "--html", "no-such-folder/report.html")]
    [InlineData("--checkpoint names twin 2 times", "--checkpoint", "twin", "twin")]
    [InlineData("Shelf_sample.txt: there is no such file. 's3rec negatives' draws", "--protocol", "sampled")]
    [InlineData("Shelf_times.txt: there is no such file. 's3rec prepare' writes the times", "--protocol", "temporal")]
    public async Task Bad_input_is_named(string message, params string[] args)
    {
        var ended = await Run([.. args, "--checkpoint", At("model")]);

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoints_of_different_catalogues_stand_side_by_side()
    {
        await Write("Other.txt", static user => $"i{user} i{user + 1} i{user + 2} i{user + 3}"); // 23 items, with all 12 of Shelf
        await Pretrain("larger", "--name", "Other");

        var ended = await Run("--checkpoint", At("model"), At("larger"));

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains($"larger:{Environment.NewLine}HR@1 ", ended.Output, StringComparison.Ordinal);
        Assert.Equal(2, ended.Output.Split("HR@20 1.000000").Length - 1); // both know all 12 items
        Assert.Contains("Warning: 'larger' knows 23 items and the data has 12, of which 12 are the same.", ended.Output, StringComparison.Ordinal);
        Assert.Equal(2, ended.Output.Split("Warning: ").Length); // none of the other
    }

    [Fact]
    public async Task A_checkpoint_of_other_items_is_bad_input()
    {
        await Write("Other.txt", static user => $"x{user} x{user + 1} x{user + 2} x{user + 3}");
        await Pretrain("foreign", "--name", "Other");

        var ended = await Run("--checkpoint", At("model"), At("foreign"));

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains("'foreign' knows 23 items and the data has 12, of which 0 are the same", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_of_a_blended_checkpoint_are_evaluated_too()
    {
        string[] train = ["finetune", .. Data, "--from", At("model"), "--epochs", "1", "--threads", "1", "--learning-rate", "1e-6"];
        Assert.Equal((0, ""), Outcome(await Ended.Run(Token, [.. train, "--out", At("blended")])));
        Assert.Equal((0, ""), Outcome(await Ended.Run(Token, [.. train, "--out", At("plain"), "--no-blend"])));

        var ended = await Run("--checkpoint", At("blended"), At("plain"), "--parts", "--json", At("report.json"));

        Assert.Equal((0, ""), Outcome(ended));
        using var report = JsonDocument.Parse(await Read("report.json"));
        var byName = report.RootElement.GetProperty("contenders").EnumerateArray().ToDictionary(
            static c => c.GetProperty("name").GetString()!, static c => c.GetProperty("metrics").GetProperty("MRR").GetProperty("value").GetDouble());
        Assert.Equal(["blended", "blended without blend", "plain"], byName.Keys);
        Assert.Equal(byName["plain"], byName["blended without blend"]);
        Assert.True(byName["blended"] > byName["plain"]);
    }

    [Fact]
    public async Task A_warning_is_said_once_of_a_checkpoint_and_its_parts_and_stands_beside_its_metrics()
    {
        await Write("Shelf_times.txt", static _ => string.Join(' ', Enumerable.Range(0, 8).Select(static day => day * 86_400)));
        string[] train = ["finetune", .. Data, "--from", At("model"), "--epochs", "1", "--threads", "1", "--learning-rate", "1e-6"];
        Assert.Equal((0, ""), Outcome(await Ended.Run(Token, [.. train, "--out", At("blended")])));
        string[] temporal = ["--checkpoint", At("blended"), "--protocol", "temporal", "--cut", "1970-01-07"];

        var parts = await Run([.. temporal, "--parts"]);
        var single = await Run([.. temporal, "--json", At("metrics.json")]);

        Assert.Equal((0, ""), Outcome(parts));
        Assert.Contains("blended without blend:", parts.Output, StringComparison.Ordinal);
        Assert.Equal(2, parts.Output.Split("Warning: ").Length);
        Assert.Equal((0, ""), Outcome(single));
        using var metrics = JsonDocument.Parse(await Read("metrics.json"));
        Assert.Contains("the value of --cut as --before", metrics.RootElement.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        Assert.True(metrics.RootElement.TryGetProperty("NDCG@10", out _));
    }

    [Theory]
    [InlineData("pretrain")]
    [InlineData("finetune")]
    public async Task Training_on_from_a_checkpoint_of_other_items_says_how_many_are_the_same(string verb)
    {
        await Write("Other.txt", static user => $"i{user} i{user + 1} i{user + 2} i{user + 3}"); // 23 items, with all 12 of Shelf
        string[] train = [verb, .. Data[..2], "--from", At("model"), "--epochs", "1", "--threads", "1"];

        var same = await Ended.Run(Token, [.. train, "--name", "Shelf", "--out", At("same")]);
        var other = await Ended.Run(Token, [.. train, "--name", "Other", "--out", At("other")]);

        Assert.Equal(((0, ""), (0, "")), (Outcome(same), Outcome(other)));
        Assert.DoesNotContain("Warning", same.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"Warning: '{At("model")}' knows 12 items and the data has 23, of which 12 are the same.", other.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_model_may_have_seen_of_its_targets_is_said_in_every_output()
    {
        await Write("Shelf_times.txt", static _ => string.Join(' ', Enumerable.Range(0, 8).Select(static day => day * 86_400)));
        await Pretrain("honest", "--before", "1970-01-07");
        await Pretrain("later", "--before", "0.9");
        await Pretrain("gone-on", "--from", At("later"), "--before", "1970-01-07");
        await Pretrain("gone-on-unknown", "--from", At("model"), "--before", "1970-01-07");

        var ended = await Run(
            "--checkpoint", At("honest"), At("later"), At("gone-on"), At("gone-on-unknown"), At("model"),
            "--protocol", "temporal", "--cut", "1970-01-07", "--json", At("report.json"), "--html", At("report.html"));

        Assert.Equal((0, ""), Outcome(ended));
        var warnings = ended.Output.Split(Environment.NewLine).Where(static line => line.StartsWith("Warning: ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["later", "gone-on", "gone-on-unknown", "model"], warnings.Select(static line => line.Split('\'')[1]));
        Assert.All(warnings[..2], static line => Assert.Contains("trained on what came before 1970-01-08 00:00:00.001Z; the cut is at 1970-01-07 00:00:00Z", line));
        Assert.All(warnings[2..], static line => Assert.Contains("does not say what it was trained on", line));
        using var report = JsonDocument.Parse(await Read("report.json"));
        Assert.Equal(
            [0, 1, 1, 1, 1],
            report.RootElement.GetProperty("contenders").EnumerateArray().Select(static c => c.GetProperty("warnings").GetArrayLength()));
        Assert.Contains("<strong>Warning:</strong> &#39;later", await Read("report.html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--checkpoint is missing", "--data", "d", "--name", "n")]
    [InlineData("by --data and --name, or a deployment by --store", "--data", "d", "--checkpoint", "c")]
    [InlineData("by --data and --name, or a deployment by --store", "--checkpoint", "c")]
    [InlineData("--store stands in place of --data and --name", "--store", "s", "--name", "n")]
    [InlineData("--protocol is sampled and --store is given", "--store", "s", "--protocol", "sampled")]
    [InlineData("There is no store in", "--store", "no-such-store")]
    public async Task What_to_evaluate_on_must_be_clear(string message, params string[] args)
    {
        var ended = await Ended.Run(Token, ["evaluate", .. args]);

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
    }

    private static (int, string) Outcome(Ended ended) => (ended.ExitCode, ended.Error);

    private Task<Ended> Run(params string[] args) => Ended.Run(Token, ["evaluate", .. Data, "--threads", "1", .. args]);

    private async Task Pretrain(string checkpoint, params string[] more)
    {
        string[] data = more is ["--name", ..] ? Data[..2] : Data;
        var ended = await Ended.Run(
            Token,
            ["pretrain", .. data, "--out", At(checkpoint), "--hidden", "8", "--max-length", "8", "--threads", "1", "--epochs", "1", .. more]);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private Task<string> Read(string name) => File.ReadAllTextAsync(At(name), Token);

    private Task Write(string name, Func<int, string> itemsOf) =>
        File.WriteAllLinesAsync(At(name), Enumerable.Range(0, Users).Select(user => $"u{user} {itemsOf(user)}"), Token);
}
