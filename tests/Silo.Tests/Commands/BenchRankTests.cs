using System.Text.Json;

namespace S3Rec.Silo.Tests.Commands;

public sealed class BenchRankTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-bench-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_random_catalogue_is_measured_printed_and_written()
    {
        var json = Path.Combine(_folder.FullName, "rank.json");

        var ended = await Ended.Run(
            TestContext.Current.CancellationToken,
            "bench", "rank", "--items", "500", "--threads", "1", "--seconds", "0.1", "--rate", "200", "--json", json);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.StartsWith("random catalogue: 500 items × 64, top-20, histories of ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("on 1 thread", ended.Output, StringComparison.Ordinal);
        using var written = JsonDocument.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken));
        Assert.Equal(500, written.RootElement.GetProperty("items").GetInt32());
        Assert.True(written.RootElement.GetProperty("oneAtATime").GetProperty("usersPerSecond").GetDouble() > 0);
        Assert.Equal(200, written.RootElement.GetProperty("openLoop").GetProperty("rate").GetDouble());
    }
}
