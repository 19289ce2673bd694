using System.Text.Json;
using S3Rec.Model.Checkpoints;
using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Tests.Commands;

public sealed class FileVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-files-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Checkpoint => Path.Combine(_folder.FullName, "model");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Pretrain_finetune_and_evaluate_hand_a_checkpoint_on()
    {
        // 20 users walk along 12 items, each from a place of their own.
        await Write(Enumerable.Range(0, 20).Select(static user =>
            $"u{user} {string.Join(' ', Enumerable.Range(user, 8).Select(static item => $"i{item % 12}"))}"));
        string[] small = ["--hidden", "8", "--max-length", "8", "--threads", "1", "--epochs", "1"];
        var pretrained = Path.Combine(_folder.FullName, "pretrained");
        var json = Path.Combine(_folder.FullName, "metrics.json");

        Assert.Equal((0, ""), Outcome(await Run(["pretrain", .. Data, "--out", pretrained, .. small])));
        string[] finetune = ["finetune", .. Data, "--from", pretrained, "--out", Checkpoint, .. small[^4..]];
        var finetuned = await Run(finetune);
        Assert.Equal((0, ""), Outcome(finetuned));
        Assert.Contains("Kept epoch 1, the best by validation NDCG@20.", finetuned.Output, StringComparison.Ordinal);
        var evaluated = await Run(["evaluate", .. Data, "--checkpoint", Checkpoint, "--json", json]);
        Assert.Equal((0, ""), Outcome(evaluated));
        Assert.StartsWith("evaluating 0 %", evaluated.Output, StringComparison.Ordinal);

        var metrics = JsonSerializer.Deserialize<Dictionary<string, double>>(await File.ReadAllTextAsync(json, Token))!;
        Assert.InRange(metrics["HR@10"], 0, 1);
        Assert.Contains("NDCG@10", metrics.Keys);
        Assert.Contains("MRR", metrics.Keys);
        var progress = await File.ReadAllLinesAsync(Checkpoint + ".training-progress.jsonl", Token);
        Assert.Contains(progress, static line => line.Contains("\"phase\":\"finetuning\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Training_before_a_moment_learns_from_nothing_later_and_says_so()
    {
        await Write(Enumerable.Range(0, 4).Select(static user => $"u{user} tent mat stove lamp rope"));
        await File.WriteAllLinesAsync(
            Path.Combine(_folder.FullName, "Shelf_times.txt"), Enumerable.Range(0, 4).Select(static user => $"u{user} 0 60 120 180 86400"), Token);
        string[] train = ["finetune", .. Data, "--out", Checkpoint, "--hidden", "8", "--max-length", "8", "--threads", "1", "--epochs", "1"];

        var trained = await Run([.. train, "--before", "1970-01-02"]);
        var nothing = await Run([.. train, "--overwrite", "--before", "1969-12-31"]);

        Assert.Equal((0, ""), Outcome(trained));
        Assert.Contains("4 users, 16 interactions before 1970-01-02 00:00:00Z, 5 items", trained.Output, StringComparison.Ordinal);
        var info = CheckpointFolder.Load(Checkpoint).Info;
        Assert.Equal((DateTimeOffset.UnixEpoch.AddDays(1), 1), (info.TrainedBefore, info.BestEpoch));
        Assert.Equal("finetuned from random weights before 1970-01-02 00:00:00Z", info.Origin);
        Assert.Equal(ExitCode.BadInput, nothing.ExitCode);
        Assert.Contains("No interaction came before 1969-12-31", nothing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_training_says_where_it_goes_on()
    {
        await Write(Enumerable.Range(0, 4).Select(static user => $"u{user} tent mat stove lamp rope"));
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        string[] train =
        [
            "finetune", .. Data, "--out", Checkpoint, "--hidden", "8", "--max-length", "8", "--threads", "1", "--epochs", "1000", "--patience", "1000",
        ];

        using var error = new StringWriter();
        using var output = new CancellingAt("finetuning 1/", cancelled);
        var exitCode = await CommandLine.Run(train, output, error, cancelled.Token);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains($"after the last finished epoch, which is in {Checkpoint}.state", error.ToString(), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Checkpoint + ".state"));
        Assert.False(Directory.Exists(Checkpoint));
    }

    [Fact]
    public async Task Only_bce_draws_negatives()
    {
        await Write(Enumerable.Range(0, 4).Select(static user => $"u{user} tent mat stove lamp rope"));
        string[] train = ["finetune", .. Data, "--out", Checkpoint, "--hidden", "8", "--max-length", "8", "--threads", "1", "--epochs", "1"];

        var refused = await Run([.. train, "--published-negatives"]);
        var trained = await Run([.. train, "--published-negatives", "--loss", "bce"]);

        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("--loss is not bce", refused.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), Outcome(trained));
    }

    [Fact]
    public async Task Bad_data_is_named_with_its_file_and_line()
    {
        var path = Path.Combine(_folder.FullName, "Shelf.txt");
        async Task<string> Refusal()
        {
            var ended = await Run(["finetune", .. Data, "--out", Checkpoint, "--threads", "1"]);
            Assert.Equal(ExitCode.BadInput, ended.ExitCode);
            Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
            return ended.Error;
        }

        await File.WriteAllTextAsync(path, "", Token);
        Assert.Contains("Shelf.txt: the file is empty", await Refusal(), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(path, [.. "ann tent\nbob "u8, 0xff, 0xfe, (byte)'\n'], Token);
        Assert.Contains("Shelf.txt, line 2: item 1 is not valid UTF-8", await Refusal(), StringComparison.Ordinal);
        await Write(["ann tent mat"]);
        var attributes = Path.Combine(_folder.FullName, "Shelf_item2attributes.json");
        await File.WriteAllTextAsync(attributes, """{"piano": ["black"], "flute": []}""", Token);
        Assert.Contains("the wrong attribute file. Of its 2 items 0", await Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(1)]
    public async Task Users_too_short_and_items_without_attributes_are_left_out_where_they_count(int users)
    {
        await Write(Enumerable.Range(0, users).Select(static user => $"u{user} tent mat stove lamp rope").Append("short tent"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Shelf_item2attributes.json"), """{"tent": ["green"], "mat": []}""", Token);
        string[] small = ["--hidden", "8", "--max-length", "8", "--threads", "1", "--epochs", "1"];
        var json = Path.Combine(_folder.FullName, "report.json");
        var html = Path.Combine(_folder.FullName, "report.html");

        Assert.Equal((0, ""), Outcome(await Run(["finetune", .. Data, "--out", Checkpoint, .. small])));
        var evaluated = await Run(
            ["evaluate", .. Data, "--checkpoint", Checkpoint, "--challengers", "--threads", "1", "--json", json, "--html", html]);

        Assert.Equal((0, ""), Outcome(evaluated));
        Assert.Contains($"{users} targets of {users} users, 1 left out for want of interactions.", evaluated.Output, StringComparison.Ordinal);
        foreach (var text in (string[])[evaluated.Output, await File.ReadAllTextAsync(json, Token), await File.ReadAllTextAsync(html, Token)])
        {
            var values = text.Split(' ', '\n', '>', '<', ',', '[', ']');
            Assert.DoesNotContain("NaN", values);
            Assert.DoesNotContain("\u221e", values);
        }
    }

    [Fact]
    public async Task Data_too_small_to_learn_from_is_bad_input()
    {
        await Write(["ann tent mat"]);

        var ended = await Run(["finetune", .. Data, "--out", Checkpoint, "--threads", "1"]);

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains("Record more interactions", ended.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Checkpoint));
    }

    [Fact]
    public async Task Data_too_small_to_measure_on_is_bad_input()
    {
        await Write(Enumerable.Range(0, 4).Select(static user => $"u{user} tent mat stove lamp"));
        string[] small = ["--hidden", "8", "--max-length", "8", "--threads", "1", "--epochs", "1"];
        Assert.Equal((0, ""), Outcome(await Run(["pretrain", .. Data, "--out", Checkpoint, .. small])));
        await Write(["ann tent mat"]);

        var ended = await Run(["evaluate", .. Data, "--checkpoint", Checkpoint]);

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains("None of 1 users has the 3 items", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_checkpoint_is_bad_input()
    {
        await Write(["ann tent mat"]);
        var path = Path.Combine(_folder.FullName, "model.pt");
        await File.WriteAllTextAsync(path, "hello", Token);

        var ended = await Run(["evaluate", .. Data, "--checkpoint", path]);

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains("unknown checkpoint format", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_other_things_is_not_written_over()
    {
        await Write(["ann tent mat"]);

        var ended = await Run(["finetune", .. Data, "--out", _folder.FullName]);

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains("is not a checkpoint", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_is_replaced_only_when_that_is_said()
    {
        await Write(Enumerable.Range(0, 4).Select(static user => $"u{user} tent mat stove lamp"));
        string[] train =
        [
            "pretrain", .. Data, "--out", Checkpoint, "--hidden", "8", "--max-length", "8", "--threads", "1", "--epochs", "1",
        ];
        Assert.Equal((0, ""), Outcome(await Run(train)));
        var manifest = Path.Combine(Checkpoint, "manifest.json");
        var before = await File.ReadAllTextAsync(manifest, Token);

        var refused = await Run(train);
        var untouched = await File.ReadAllTextAsync(manifest, Token);
        var replaced = await Run([.. train, "--overwrite", "--seed", "7"]);

        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("replace it with --overwrite", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, untouched);
        Assert.Equal((0, ""), Outcome(replaced));
        Assert.NotEqual(before, await File.ReadAllTextAsync(manifest, Token));
    }

    private string[] Data => ["--data", _folder.FullName, "--name", "Shelf"];

    private static (int, string) Outcome(Ended ended) => (ended.ExitCode, ended.Error);

    private static Task<Ended> Run(string[] args) => Ended.Run(Token, args);

    private Task Write(IEnumerable<string> lines) =>
        File.WriteAllLinesAsync(Path.Combine(_folder.FullName, "Shelf.txt"), lines, Token);

    /// <summary>Cancels when a line that begins so is written.</summary>
    private sealed class CancellingAt(string beginning, CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(beginning, StringComparison.Ordinal) == true)
                cancellation.Cancel();
        }
    }
}
