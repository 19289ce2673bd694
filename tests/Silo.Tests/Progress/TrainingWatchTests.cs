using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Rec.Contracts;
using S3Rec.Silo.Hosting;
using S3Rec.Silo.Progress;
using S3Rec.Silo.Tests.Http;

namespace S3Rec.Silo.Tests.Progress;

public sealed class TrainingWatchTests : IDisposable
{
    private static readonly TrainingStatus Running = new(
        7, TrainingPhase.Finetuning, 1, 20, 0.05, 3.25, new Dictionary<string, double> { ["HR@10"] = 0.5 },
        DateTimeOffset.UnixEpoch, null, null, "");

    private static readonly TrainingStatus Ended =
        Running with { Phase = TrainingPhase.Published, EndedAt = DateTimeOffset.UnixEpoch, ModelVersion = 3 };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-watch-");
    private readonly FakeTimeProvider _time = new();
    private readonly FakeClient _client = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder.FullName, "store");

    private string[] Lines => File.ReadAllLines(Path.Combine(Store, ProgressFile.DefaultName));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_run_that_has_ended_is_written_once_however_often_it_is_looked_at()
    {
        using var watch = await Start();

        await Look(watch, Running);
        for (var look = 0; look < 5; look++)
            await Look(watch, Ended);
        await Look(watch, Ended with { Metrics = new Dictionary<string, double> { ["HR@10"] = 0.75 } });

        Assert.Collection(
            Lines,
            static line => Assert.Contains("finetuning", line, StringComparison.Ordinal),
            static line => Assert.Contains("published", line, StringComparison.Ordinal),
            static line => Assert.Contains("0.75", line, StringComparison.Ordinal));
        await watch.StopAsync(Token);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_does_not_end_the_watch()
    {
        await File.WriteAllTextAsync(Store, "not a folder", Token);
        using var watch = await Start();

        await Look(watch, Running);
        File.Delete(Store);
        await Look(watch, Ended);

        Assert.Contains("published", Assert.Single(Lines), StringComparison.Ordinal);
        await watch.StopAsync(Token);
    }

    private async Task<TrainingWatch> Start()
    {
        var settings = new ServiceSettings { Store = Store };
        var watch = new TrainingWatch(_client, settings, _time, NullLogger<TrainingWatch>.Instance);
        await watch.StartAsync(Token);
        await _client.NextLook(Token);
        return watch;
    }

    /// <summary>Lets the watch see a status, a new object as a store reads one, and returns when it is done with it.</summary>
    private async Task Look(TrainingWatch watch, TrainingStatus status)
    {
        _client.Training = status with { Metrics = new Dictionary<string, double>(status.Metrics) };
        for (var look = 0; look < 2; look++) // When it looks again, the first look is dealt with.
        {
            _time.Advance(TrainingWatch.Interval);
            Assert.False(watch.ExecuteTask!.IsFaulted);
            await _client.NextLook(Token);
        }
    }
}
