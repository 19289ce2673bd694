using Microsoft.Extensions.Logging.Abstractions;
using S3Rec.Contracts;
using S3Rec.Silo.Commands;
using S3Rec.Storage;
using S3Rec.Storage.Embedded;

namespace S3Rec.Silo.Tests.Commands;

public sealed class EvaluateStoreTests : IAsyncLifetime
{
    private const int Users = 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-evaluate-store-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Store => At("store");

    /// <summary>20 users walk along 12 items, 8 each, a day apart; in files too, for checkpoints.</summary>
    public async ValueTask InitializeAsync()
    {
        await File.WriteAllLinesAsync(
            At("Shelf.txt"), Enumerable.Range(0, Users).Select(static user => $"u{user} {string.Join(' ', Walk(user))}"), Token);
        using var store = Open();
        await store.Catalogue.PutItems([.. Enumerable.Range(0, 12).Select(static i => new CatalogueItem($"i{i}", [$"a{i % 3}"]))], Token);
        for (var user = 0; user < Users; user++)
        {
            var items = await store.Catalogue.GetOrAddItems(Walk(user), Token);
            await store.Events.Append(
                $"u{user}", 0, [.. items.Select(static (item, day) => new NewEvent($"e{day}", item, DateTimeOffset.UnixEpoch.AddDays(day)))], Token);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_live_version_is_evaluated_on_the_log_while_the_service_has_the_store()
    {
        using var store = Open();
        await Publish(store, "first", isLive: true);
        await Publish(store, "second", isLive: false);

        var ended = await Evaluate("--challengers");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("full, test: 20 targets of 20 users.", ended.Output, StringComparison.Ordinal);
        Assert.Contains($"version 1:{Environment.NewLine}HR@1 ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("transitions + attributes:", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("version 2", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_and_paths_stand_side_by_side_when_nobody_has_the_store()
    {
        using (var store = Open())
        {
            await Publish(store, "first", isLive: true);
            await Publish(store, "second", isLive: false);
        }

        var ended = await Evaluate("--checkpoint", "2", "1", At("first"), "--protocol", "temporal", "--cut", "1970-01-07");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("temporal, 1970-01-07 00:00:00Z: 40 targets of 20 users.", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Warning: 'version 2' was made at", ended.Output, StringComparison.Ordinal);
        foreach (var name in (string[])["version 2", "version 1", "first"])
            Assert.Contains($"{name}:{Environment.NewLine}HR@1 ", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_in_the_store_is_bad_input()
    {
        using var store = Open();

        var nothingLive = await Evaluate();
        var unknown = await Evaluate("--checkpoint", "7");

        Assert.Equal((ExitCode.BadInput, ExitCode.BadInput), (nothingLive.ExitCode, unknown.ExitCode));
        Assert.Contains("is live. Name versions or checkpoints with --checkpoint", nothingLive.Error, StringComparison.Ordinal);
        Assert.Contains("version 7", unknown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 0, "temporal, 1970-01-07 00:00:00Z: 40 targets of 20 users.")]
    [InlineData(false, 2, "All interactions have the time ")]
    public async Task An_import_can_be_cut_in_time_when_it_came_with_times(bool withTimes, int exitCode, string message)
    {
        var times = string.Join(' ', Enumerable.Range(0, 8).Select(static day => day * 86_400));
        if (withTimes)
            await File.WriteAllLinesAsync(At("Shelf_times.txt"), Enumerable.Range(0, Users).Select(user => $"u{user} {times}"), Token);
        await Ended.Run(Token, "import", "--store", At("imported"), "--interactions", At("Shelf.txt"));

        var ended = await Ended.Run(
            Token, "evaluate", "--store", At("imported"), "--challengers", "--threads", "1", "--protocol", "temporal", "--cut", "1970-01-07");

        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(message, ended.Output + ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task A_number_that_is_no_version_is_called_one(string version)
    {
        using var store = Open();

        var ended = await Evaluate("--checkpoint", version);

        Assert.Equal(ExitCode.BadInput, ended.ExitCode);
        Assert.Contains($"--checkpoint is {version}, and store {Store} has no such version", ended.Error, StringComparison.Ordinal);
        Assert.Contains("'s3rec models' lists them", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_needs_no_training_may_stand_alone_where_no_model_is_live()
    {
        using var store = Open();

        var ended = await Evaluate("--challengers");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains($"popularity:{Environment.NewLine}HR@1 ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("to popularity", ended.Output, StringComparison.Ordinal);
    }

    private static string[] Walk(int user) => [.. Enumerable.Range(user, 8).Select(static item => $"i{item % 12}")];

    private Task<Ended> Evaluate(params string[] args) => Ended.Run(Token, ["evaluate", "--store", Store, "--threads", "1", .. args]);

    private EmbeddedStore Open() => EmbeddedStore.Open(new() { Folder = Store }, TimeProvider.System, NullLoggerFactory.Instance);

    private async Task Publish(EmbeddedStore store, string name, bool isLive)
    {
        var trained = await Ended.Run(
            Token,
            "pretrain", "--data", _folder.FullName, "--name", "Shelf", "--out", At(name), "--hidden", "8", "--max-length", "8", "--threads", "1",
            "--epochs", "1");
        Assert.Equal((0, ""), (trained.ExitCode, trained.Error));
        var lease = await store.Training.TryAcquireLease(name, TimeSpan.FromMinutes(1), Token);
        var description = new ModelDescription(0, 12, new Dictionary<string, double>(), ModelVerdict.Accepted, "a test");
        var published = await store.Checkpoints.Publish(At(name), description, lease!, Token);
        await store.Training.ReleaseLease(lease!, Token);
        if (isLive)
            await store.Checkpoints.SetLiveVersion(published.Version, Token);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
