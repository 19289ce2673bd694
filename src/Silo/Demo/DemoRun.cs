using S3Rec.Client;
using S3Rec.Contracts;
using S3Rec.Model.Training;
using S3Rec.Silo.Commands;
using S3Rec.Silo.Hosting;
using S3Rec.Silo.Progress;
using S3Rec.Storage;

namespace S3Rec.Silo.Demo;

/// <summary>The demo from its first start on: load the shop, serve, train the first model, go on serving.</summary>
internal sealed class DemoRun(WebApplication app, TextWriter output)
{
    private readonly DemoShop _shop = DemoShop.Generate();

    /// <summary>The shop's habits are plain; a minute of training finds them.</summary>
    public static TrainingOptions Recipe(TrainingOptions recipe) => recipe with
    {
        Network = recipe.Network with { Hidden = 32, MaxLength = 20, Dropout = 0.2 },
        Pretrain = recipe.Pretrain with { Epochs = 1 },
        Finetune = recipe.Finetune with { Epochs = 20, Patience = 3, BatchSize = 32, LearningRate = 3e-3 },
    };

    public async Task<int> Run(CancellationToken cancellationToken)
    {
        await LoadShop(cancellationToken);
        await app.StartAsync(cancellationToken);
        await Greet();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, app.Lifetime.ApplicationStopping);
        try
        {
            await TrainFirstModel(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl-C while it trains: the run goes on at the next start.
        }
        catch (CommandException e)
        {
            await output.WriteLineAsync($"The shop is served, but its training is no longer followed. {e.Message}");
        }

        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Ok;
    }

    private async Task LoadShop(CancellationToken cancellationToken)
    {
        if (await IsLoaded(cancellationToken))
            return;
        var result = await LongWork.Run(output, progressFile: null, TimeProvider.System, progress => _shop.LoadInto(
            app.Services.GetRequiredService<IBulkImport>(), TimeProvider.System, progress, cancellationToken));
        await output.WriteLineAsync(
            $"Loaded a shop of {result.NewItemCount} items and {_shop.Customers.Count} customers "
            + $"with {result.EventCount} interactions.");
    }

    /// <exception cref="CommandException">The store has other data.</exception>
    private async Task<bool> IsLoaded(CancellationToken cancellationToken)
    {
        var log = app.Services.GetRequiredService<IEventLog>();
        if (await log.GetOffset(cancellationToken) == 0)
            return false;
        if (_shop.Items.All(item => app.Services.GetRequiredService<ICatalogue>().TryGetItem(item.ItemId, out _)))
            return true;
        var store = app.Services.GetRequiredService<ServiceSettings>().Store;
        throw new CommandException(
            $"The store {store} has other data than the demo's. Name a folder that is not there with --store, or serve this one "
            + $"with 's3rec serve --store {store}'.",
            ExitCode.BadInput);
    }

    private async Task Greet()
    {
        var url = app.Urls.First();
        var customer = _shop.Customers[0];
        var item = _shop.Items.First(i => !customer.Items.Contains(i.ItemId)).ItemId;
        await output.WriteLineAsync(
            $$"""
            S3Rec serves the demo at {{url}}. Ctrl-C stops it. Try, in another terminal:

              curl {{url}}/v1/users/{{customer.UserId}}/history
              curl {{url}}/v1/users/{{customer.UserId}}/recommendations?count=5
              curl -X POST {{url}}/v1/interactions -d '{"userId":"{{customer.UserId}}","itemId":"{{item}}"}'
              curl {{url}}/v1/users/{{customer.UserId}}/recommendations?count=5

            """);
    }

    private async Task TrainFirstModel(CancellationToken cancellationToken)
    {
        var client = app.Services.GetRequiredService<IS3RecClient>();
        var models = await Patience.Ask(client.GetModels, TimeProvider.System, cancellationToken);
        if (models.FirstOrDefault(static m => m.IsLive) is { } live)
        {
            await output.WriteLineAsync($"Model {live.Version} is live.");
            return;
        }

        await output.WriteLineAsync("Popular items are served until the first model is trained.");
        var asked = await Patience.Ask(client.Retrain, TimeProvider.System, cancellationToken);
        var ended = await LongWork.Run(output, progressFile: null, TimeProvider.System, progress => TrainingEnd.Await(
            client.GetTrainingStatus, asked, progress, TimeProvider.System, cancellationToken));
        await output.WriteLineAsync(ended.Phase == TrainingPhase.Published
            ? $"Model {ended.ModelVersion} is live. {MetricText.Line(MetricText.Headline(ended.Metrics))}"
            : $"The training ended: {ended.Phase.ToString().ToLowerInvariant()}. {ended.Message}");
    }
}
