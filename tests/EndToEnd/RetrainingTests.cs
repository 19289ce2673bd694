using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S3Rec.Client;
using S3Rec.Contracts;

namespace S3Rec.EndToEnd;

public sealed class RetrainingTests : IDisposable
{
    private readonly Shelf _shelf = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _shelf.Dispose();

    [Fact]
    public async Task A_client_that_keeps_asking_sees_no_error_while_models_are_trained_and_swapped()
    {
        await _shelf.Import(Token);
        await using var service = await Service.Start("serve", _shelf.Store, Token);
        using var asked = new CancellationTokenSource();
        var askers = Enumerable.Range(0, 2).Select(asker => Ask(service, asker, asked.Token)).ToArray();

        var first = await Retrain(service);
        await Record(service, "e1");
        var second = await Retrain(service);
        await asked.CancelAsync();
        var versions = (await Task.WhenAll(askers)).SelectMany(static v => v).ToHashSet();

        Assert.Contains("Training run 1: published.", first, StringComparison.Ordinal);
        Assert.Contains("Training run 2: published.", second, StringComparison.Ordinal);
        Assert.Contains("HR@10 ", second, StringComparison.Ordinal);
        Assert.Equal([null, 1, 2], versions.Order());
        Assert.Contains("\"phase\":\"published\"", await File.ReadAllTextAsync(ProgressFile, Token), StringComparison.Ordinal);

        await RollBackAndRestart(service);
    }

    [Fact]
    public async Task A_dotnet_client_in_another_process_records_and_asks()
    {
        await using var service = await Service.Start("serve", _shelf.Store, Token);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddS3RecClient(options => options.GatewayPort = service.GatewayPort);
        using var host = builder.Build();
        await host.StartAsync(Token);
        var client = host.Services.GetRequiredService<IS3RecClient>();

        await client.RecordInteractions([new("bob", "tent"), new("bob", "mat"), new("eve", "stove")], Token);
        var receipt = await client.RecordInteraction("ann", "tent", cancellationToken: Token);
        var list = await client.GetRecommendations("ann", 2, Token);

        Assert.False(receipt.Duplicate);
        Assert.Equal(RecommendationSource.Popular, list.Source);
        Assert.Equal(["mat", "stove"], list.Items.Select(static item => item.ItemId).Order(StringComparer.Ordinal));
        Assert.Equal(["tent"], (await client.GetHistory("ann", 10, Token)).Entries.Select(static e => e.ItemId));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task The_demo_answers_before_its_first_model_is_trained()
    {
        await using var service = await Service.Start("demo", _shelf.Store, Token);

        var list = await service.Recommend("anna-1", 10, Token);

        Assert.Equal(10, list.GetProperty("items").GetArrayLength());
        Assert.Contains("curl", service.Log, StringComparison.Ordinal);
    }

    private string ProgressFile => Path.Combine(_shelf.Store, "training-progress.jsonl");

    /// <summary>Asks for one user after the other until told to stop; any answer but a good one fails.</summary>
    /// <returns>The model versions seen.</returns>
    private static async Task<HashSet<int?>> Ask(Service service, int asker, CancellationToken stop)
    {
        var versions = new HashSet<int?>();
        for (var i = asker; !stop.IsCancellationRequested; i++)
        {
            var list = await service.Recommend(Shelf.User(i % Shelf.UserCount), 10, Token);
            var version = list.GetProperty("modelVersion").Deserialize<int?>();
            Assert.Equal(version is null ? "popular" : "personal", list.GetProperty("source").GetString());
            Assert.Equal(10, list.GetProperty("items").GetArrayLength());
            versions.Add(version);
        }

        return versions;
    }

    private static async Task<string> Retrain(Service service)
    {
        var ended = await S3RecProgram.Run(
            Token, "retrain", "--wait", "--port", service.Port.ToString(CultureInfo.InvariantCulture));
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error + service.Log);
        return ended.Output;
    }

    /// <summary>With a model live, what a user does changes the personal list at once.</summary>
    private static async Task Record(Service service, string eventId)
    {
        var before = await service.Recommend(Shelf.User(3), 10, Token);
        var item = before.GetProperty("items")[0].GetProperty("itemId").GetString()!;

        await service.Record(Shelf.User(3), item, eventId, Token);

        var after = await service.Recommend(Shelf.User(3), 10, Token);
        Assert.Equal("personal", after.GetProperty("source").GetString());
        Assert.NotEqual(before.GetProperty("items").GetRawText(), after.GetProperty("items").GetRawText());
        Assert.DoesNotContain($"\"{item}\"", after.GetProperty("items").GetRawText(), StringComparison.Ordinal);
    }

    private async Task RollBackAndRestart(Service service)
    {
        var rolledBack = await S3RecProgram.Run(
            Token, "rollback", "--port", service.Port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("Model 1 is live.", rolledBack.Output.Trim());
        Assert.Equal(1, (await service.Recommend(Shelf.User(5), 10, Token)).GetProperty("modelVersion").GetInt32());

        await service.Kill();
        await using var restarted = await Service.Start("serve", _shelf.Store, Token);
        await UntilModel(restarted, 1);
    }

    /// <summary>A replica loads its model beside the first answers, which are popular until then.</summary>
    private static async Task UntilModel(Service service, int version)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await service.Recommend(Shelf.User(5), 10, Token)).GetProperty("modelVersion").Deserialize<int?>() != version)
            await timer.WaitForNextTickAsync(Token);
    }
}
