using System.Net;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using S3Rec.Client;
using S3Rec.Grains;
using S3Rec.Model.Training;
using S3Rec.Silo.Commands;
using S3Rec.Silo.Http;
using S3Rec.Silo.Progress;
using S3Rec.Storage.Embedded;

namespace S3Rec.Silo.Hosting;

/// <summary>Puts one process together: the store, a silo with all roles, and the HTTP API in front of it.</summary>
internal static class ServiceHost
{
    /// <param name="configure">What the command line says; it comes last.</param>
    /// <param name="isQuiet">True to log problems only, for a verb that tells its own story.</param>
    /// <exception cref="OptionsValidationException">A setting is out of range.</exception>
    /// <exception cref="CommandException">A setting cannot be read, a port is taken, or there is no such device.</exception>
    public static WebApplication Build(Action<ServiceSettings> configure, bool isQuiet = false)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var settings = Read(builder.Configuration, configure);
        PortCheck.ThrowIfTaken(settings);

        builder.Logging.AddConsole(static console => console.FormatterName = LineFormatter.FormatterName);
        builder.Logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        if (isQuiet)
            builder.Logging.AddFilter("S3Rec", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            HttpApi.ConfigureKestrel(kestrel);
            kestrel.Listen(IPAddress.Parse(settings.Listen), settings.Port);
        });
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddEmbeddedStorage(storage => Apply(settings, storage));
        if (settings.Device == RankingDevice.Cuda)
            builder.Services.AddSingleton(TorchRanking.OnGpu());
        var recipe = settings.Recipe with
        {
            StateFolder = settings.Recipe.StateFolder ?? Path.Combine(settings.Store, "training-state"),
        };
        builder.Services.AddSingleton<IRetrainer>(new Trainer(recipe, TimeProvider.System));

        // Whoever calls over HTTP is told when to try again; trying here as well would only hold the request longer.
        builder.Services.AddCohostedS3RecClient(static client => client.RetriesMax = 0);
        builder.Services.AddS3RecHttpApi(settings.ConcurrentListsMax);
        builder.UseOrleans(silo => ConfigureSilo(silo, settings));
        builder.Services.AddHostedService<TrainingWatch>(); // After the silo, which it asks.

        var app = builder.Build();
        app.UseS3RecHttpApi();
        return app;
    }

    private static ServiceSettings Read(ConfigurationManager configuration, Action<ServiceSettings> configure)
    {
        var settings = new ServiceSettings();
        try
        {
            configuration.GetSection(ServiceSettings.Section)
                .Bind(settings, static binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            throw new CommandException(
                $"The section {ServiceSettings.Section} of appsettings.json or of the environment cannot be read: "
                + (e.InnerException?.Message ?? e.Message),
                ExitCode.BadInput);
        }

        configure(settings);
        string[] failures = [.. settings.Failures()];
        return failures.Length == 0
            ? settings
            : throw new OptionsValidationException(ServiceSettings.Section, typeof(ServiceSettings), failures);
    }

    private static void ConfigureSilo(ISiloBuilder silo, ServiceSettings settings)
    {
        silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort);
        silo.UseInMemoryReminderService();
        silo.AddS3RecGrains(grains =>
        {
            grains.Users = settings.Users;
            grains.Popularity = settings.Popularity;
            grains.Inference = settings.Inference;
            grains.Model = settings.Model;
            grains.Training = settings.Training;
            grains.Runtime = settings.Runtime;
            if (string.IsNullOrWhiteSpace(grains.Training.WorkFolder))
                grains.Training.WorkFolder = Path.Combine(settings.Store, "training");
        });
    }

    private static void Apply(ServiceSettings settings, EmbeddedStorageOptions storage)
    {
        storage.Folder = settings.Store;
        storage.WriteQueueCountMax = settings.Storage.WriteQueueCountMax;
        storage.BatchRowCountMax = settings.Storage.BatchRowCountMax;
        storage.ReaderCountMax = settings.Storage.ReaderCountMax;
        storage.ReadQueueCountMax = settings.Storage.ReadQueueCountMax;
        storage.ModelsKept = settings.Storage.ModelsKept;
    }
}
