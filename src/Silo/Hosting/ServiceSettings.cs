using System.Net;
using S3Rec.Grains;
using S3Rec.Model.Training;
using S3Rec.Storage.Embedded;

namespace S3Rec.Silo.Hosting;

/// <summary>Everything a service can be told: the section "S3Rec" of appsettings.json, environment variables such as
/// S3Rec__Port, and over both of them the command line.</summary>
internal sealed class ServiceSettings
{
    public const string Section = "S3Rec";

    /// <summary>The folder of the event log, the catalogue and the models; made when it is not there.</summary>
    public string Store { get; set; } = "./s3rec-store";

    /// <summary>The IP address HTTP listens at: 127.0.0.1 for this machine only, 0.0.0.0 for all networks. There is no
    /// authentication.</summary>
    public string Listen { get; set; } = "127.0.0.1";

    /// <summary>The HTTP port, 1 to 65535.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>The port silos talk to each other at, 1 to 65535.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port .NET clients in other processes connect to, 1 to 65535.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Lists that HTTP requests have in the making at a time, 1 to 1,000,000; 32 for each processor by default. One more is
    /// refused at once, with 429. More ride out a longer burst; every list of a burst waits for those before it.</summary>
    public int ConcurrentListsMax { get; set; } = 32 * Environment.ProcessorCount;

    /// <summary>Where lists are ranked: cpu, or cuda with a build for it. Training takes a GPU whenever its build finds
    /// one.</summary>
    public RankingDevice Device { get; set; } = RankingDevice.Cpu;

    /// <summary>Queues and batches of the store. Its folder is <see cref="Store"/>.</summary>
    public EmbeddedStorageOptions Storage { get; set; } = new();

    /// <summary>What a user's actor remembers.</summary>
    public UserOptions Users { get; set; } = new();

    /// <summary>How popular items are counted.</summary>
    public PopularityOptions Popularity { get; set; } = new();

    /// <summary>How requests to the model queue and form batches.</summary>
    public InferenceOptions Inference { get; set; } = new();

    /// <summary>How many copies of the live model serve.</summary>
    public ModelOptions Model { get; set; } = new();

    /// <summary>When models are trained.</summary>
    public TrainerOptions Training { get; set; } = new();

    /// <summary>Time limits of calls and of users in memory.</summary>
    public RuntimeOptions Runtime { get; set; } = new();

    /// <summary>How models are trained. By default one processor is left to serving, and pretraining is short: a retraining goes on
    /// from the live model, so that it adds up over them.</summary>
    public TrainingOptions Recipe { get; set; } = new()
    {
        Threads = Math.Max(1, Environment.ProcessorCount - 1),
        Pretrain = new() { Epochs = 5 },
    };

    /// <summary>What is wrong with the values this program reads itself; the store's and the grains' are checked by
    /// themselves.</summary>
    public IEnumerable<string> Failures()
    {
        if (string.IsNullOrWhiteSpace(Store))
            yield return "Store is empty; name the folder of the store.";
        if (!IPAddress.TryParse(Listen, out _))
            yield return $"Listen is '{Listen}'; it must be an IP address, like 127.0.0.1 or 0.0.0.0.";
        if (ConcurrentListsMax is < 1 or > 1_000_000)
            yield return $"ConcurrentListsMax is {ConcurrentListsMax}; it must be 1 to 1000000.";
        foreach (var (name, port) in new[] { ("Port", Port), ("SiloPort", SiloPort), ("GatewayPort", GatewayPort) })
        {
            if (port is < 1 or > 65535)
                yield return $"{name} is {port}; a port is 1 to 65535.";
        }

        if (new[] { Port, SiloPort, GatewayPort }.Distinct().Count() < 3)
            yield return $"Port, SiloPort and GatewayPort are {Port}, {SiloPort} and {GatewayPort}; they must differ.";
        foreach (var failure in RecipeRules.Failures(Recipe))
            yield return failure;
        if (Users.HistoryLength < Recipe.Network.MaxLength)
        {
            yield return $"Users.HistoryLength is {Users.HistoryLength} and Recipe.Network.MaxLength is "
                + $"{Recipe.Network.MaxLength}; a model would be trained on longer histories than it is asked with. Raise the one or "
                + "lower the other.";
        }
    }
}
