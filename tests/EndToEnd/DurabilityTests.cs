using System.Collections.Concurrent;
using System.Text.Json;

namespace S3Rec.EndToEnd;

public sealed class DurabilityTests : IDisposable
{
    private readonly Shelf _shelf = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _shelf.Dispose();

    [Fact]
    public async Task Recording_changes_the_next_list_and_takes_the_item_off_it()
    {
        await _shelf.Import(Token);
        await using var service = await Service.Start("serve", _shelf.Store, Token);
        var before = Items(await service.Recommend(Shelf.User(1), 5, Token));

        await service.Record(Shelf.User(1), before[0], "e1", Token);

        var after = Items(await service.Recommend(Shelf.User(1), 5, Token));
        Assert.Equal((5, 5), (before.Length, after.Length));
        Assert.DoesNotContain(before[0], after);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_process_is_killed()
    {
        await _shelf.Import(Token);
        var acknowledged = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        await using (var service = await Service.Start("serve", _shelf.Store, Token))
        {
            var writers = Enumerable.Range(0, 4).Select(writer => RecordUntilItEnds(service, writer, acknowledged)).ToArray();
            await UntilAcknowledged(acknowledged, 100, writers);
            await service.Kill();
            await Task.WhenAll(writers);
        }

        await using var restarted = await Service.Start("serve", _shelf.Store, Token);
        foreach (var ofWriter in acknowledged.GroupBy(static a => a.Key.Split('-')[0], StringComparer.Ordinal))
        {
            var history = await restarted.History($"writer-{ofWriter.Key}", 1000, Token);
            var stored = history.GetProperty("entries").EnumerateArray().ToDictionary(
                static e => e.GetProperty("eventId").GetString()!,
                static e => e.GetProperty("sequence").GetInt64(),
                StringComparer.Ordinal);
            Assert.All(ofWriter, a => Assert.Equal(a.Value, stored[a.Key]));
        }

        var (eventId, sequence) = acknowledged.First();
        var again = await restarted.Record($"writer-{eventId.Split('-')[0]}", "item-0", eventId, Token);
        Assert.True(again.GetProperty("duplicate").GetBoolean());
        Assert.Equal(sequence, again.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task A_terminated_service_ends_in_good_order()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using var service = await Service.Start("serve", _shelf.Store, Token);
        await service.Record("ann", "tent", "e1", Token);

        Assert.Equal(0, await service.Terminate(Token));
    }

    [Fact]
    public async Task The_store_of_a_running_service_is_not_imported_into()
    {
        await using var service = await Service.Start("serve", _shelf.Store, Token);
        var file = Path.Combine(Path.GetDirectoryName(_shelf.Store)!, "one.txt");
        await File.WriteAllTextAsync(file, "ann tent\n", Token);

        var ended = await S3RecProgram.Run(Token, "import", "--store", _shelf.Store, "--interactions", file);

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("is in use by process", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_option_that_changes_it()
    {
        await using var service = await Service.Start("serve", _shelf.Store, Token);

        var ended = await S3RecProgram.Run(
            Token, "serve", "--store", _shelf.Store + "-2", "--port", $"{service.Port}");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"Port {service.Port} is taken", ended.Error, StringComparison.Ordinal);
        Assert.Contains("--port", ended.Error, StringComparison.Ordinal);
    }

    private static async Task RecordUntilItEnds(Service service, int writer, ConcurrentDictionary<string, long> acknowledged)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var eventId = $"{writer}-{i}";
                var receipt = await service.Record($"writer-{writer}", Shelf.Item(i), eventId, Token);
                acknowledged[eventId] = receipt.GetProperty("sequence").GetInt64();
            }
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            // Killed: what was not acknowledged may be there or not.
        }
    }

    private static async Task UntilAcknowledged(ConcurrentDictionary<string, long> acknowledged, int count, Task[] writers)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (acknowledged.Count < count)
        {
            Assert.DoesNotContain(writers, static writer => writer.IsCompleted);
            await timer.WaitForNextTickAsync(Token);
        }
    }

    private static string[] Items(JsonElement list) =>
        [.. list.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("itemId").GetString()!)];
}
