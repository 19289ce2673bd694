using System.Globalization;
using System.Text.Json;

namespace S3Rec.EndToEnd;

public sealed class LoadTests : IDisposable
{
    private readonly Shelf _shelf = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _shelf.Dispose();

    /// <summary>Speed is the machine's affair; that nothing failed and every promise held is not.</summary>
    [Fact]
    public async Task The_load_driver_finds_every_answer_sound_over_both_transports_and_while_versions_are_swapped()
    {
        await _shelf.Import(Token);
        await using var service = await Service.Start("serve", _shelf.Store, Token);
        foreach (var _ in Enumerable.Range(0, 2))
            await Run(service, "retrain", "--wait");

        var swapped = await Load(service, "--via", "http", "--rate", "100", "--duration", "2s", "--swaps", "4");
        Assert.Equal(4, swapped.GetProperty("swaps").GetProperty("count").GetInt32());

        foreach (var via in (string[])["http", "sdk"])
        {
            var report = await Load(service, "--via", via, "--phases", "100:1s,200:1s", "--record-share", "0.2");
            var total = report.GetProperty("total");
            long lists = Count(total, "lists"), pairs = Count(total, "pairs");
            Assert.InRange(lists, 150, 330); // 80 % of about 300, and the other 20 % are pairs.
            Assert.InRange(pairs, 20, 110);
            Assert.Equal("{}", total.GetProperty("refusedByKind").GetRawText());
            Assert.Equal(pairs, Count(total, "acknowledged"));
            Assert.Equal(0, total.GetProperty("unsent").GetInt64());
        }
    }

    /// <summary>Exit code 0: nothing failed and no promise was broken.</summary>
    private async Task<JsonElement> Load(Service service, params string[] args)
    {
        var json = Path.Combine(Path.GetDirectoryName(_shelf.Store)!, "load.json");
        await Run(
            service,
            [
                "bench", "serve", "--data", Path.GetDirectoryName(_shelf.Store)!, "--name", "shelf", "--warm-up", "200ms", "--count",
                "5", "--json", json, "--pid", Text(service.ProcessId), .. args,
                .. args.Contains("sdk") ? (string[])["--gateway-port", Text(service.GatewayPort)] : [],
            ]);
        var report = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(json, Token));
        Assert.Equal(0, report.GetProperty("violations").GetArrayLength());
        Assert.NotEqual(0, report.GetProperty("service").GetProperty("startMb").GetDouble());
        return report;
    }

    private static async Task Run(Service service, params string[] args)
    {
        var ended = await S3RecProgram.Run(Token, [.. args, "--port", Text(service.Port)]);
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error + service.Log);
    }

    private static long Count(JsonElement total, string kind) => total.GetProperty(kind).GetProperty("count").GetInt64();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
