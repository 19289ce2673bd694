using System.CommandLine;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Training;
using S3Rec.Silo.Hosting;

namespace S3Rec.Silo.Commands;

/// <summary>What pretrain and finetune are told alike: the data, where to start, where to write, and how to train.</summary>
internal sealed class TrainingArguments
{
    private const string FromNothing = "none";

    private readonly TrainingOptions _defaults;
    private readonly DataArguments _data;
    private readonly Option<string> _out = new("--out")
    {
        Description = "The checkpoint folder to write.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<bool> _overwrite = new("--overwrite")
    {
        Description = "Replace a checkpoint that is at --out already.",
    };

    private readonly Option<string> _from = new("--from")
    {
        Description =
            $"The checkpoint to go on from, a folder or a published .pt file; '{FromNothing}' starts from random weights.",
        HelpName = "PATH",
        DefaultValueFactory = static _ => FromNothing,
    };

    private readonly Option<string?> _before = Moment.Option(
        "--before",
        "Learn only from what came before this: a date in UTC, or the share of interactions before it. Takes NAME_times.txt; 'evaluate "
        + "--protocol temporal --cut' with the same value is the measure of such a model. [default: all]");

    private readonly Option<string?> _progressFile = CommonOptions.ProgressFile("OUT." + Progress.ProgressFile.DefaultName);
    private readonly Option<int> _epochs;
    private readonly Option<int> _batchSize;
    private readonly Option<double> _learningRate;
    private readonly Option<int> _seed;
    private readonly Option<int> _threads;
    private readonly Option<int> _hidden;
    private readonly Option<int> _layers;
    private readonly Option<int> _heads;
    private readonly Option<int> _maxLength;
    private readonly Option<double> _dropout;

    /// <param name="command">The verb.</param>
    /// <param name="epochs">The default of --epochs.</param>
    /// <param name="batch">What --batch-size counts.</param>
    /// <param name="batchSize">Its default.</param>
    /// <param name="learningRate">The default of --learning-rate.</param>
    public TrainingArguments(Command command, int epochs, string batch, int batchSize, double learningRate)
    {
        _defaults = new TrainingOptions();
        _data = DataArguments.AddTo(command);
        _epochs = CommonOptions.Count("--epochs", "Passes over the data at most.", epochs, RecipeRanges.Epochs);
        _batchSize = CommonOptions.Count("--batch-size", batch, batchSize, RecipeRanges.BatchSize);
        _learningRate = CommonOptions.Number("--learning-rate", "Adam's step size.", learningRate, RecipeRanges.LearningRate);
        _seed = CommonOptions.Count("--seed", "The same seed and threads train the same model.", _defaults.Seed, 0, int.MaxValue);
        _threads = CommonOptions.Count("--threads", "Processor threads.", _defaults.Threads, RecipeRanges.Threads);
        var network = _defaults.Network;
        _hidden = CommonOptions.Count(
            "--hidden", "Width of the network; --from brings its own.", network.Hidden, RecipeRanges.Hidden);
        _layers = CommonOptions.Count(
            "--layers", "Transformer layers; --from brings its own.", network.Layers, RecipeRanges.Layers);
        _heads = CommonOptions.Count(
            "--heads", "Attention heads, a divisor of --hidden; --from brings its own.", network.Heads, RecipeRanges.Heads);
        _maxLength = CommonOptions.Count(
            "--max-length", "Longest history read, in items; --from brings its own.", network.MaxLength, RecipeRanges.MaxLength);
        _dropout = CommonOptions.Number(
            "--dropout", "Share of activations dropped in training.", network.Dropout, RecipeRanges.Dropout);
        Option[] options =
        [
            _before, _from, _out, _overwrite, _epochs, _batchSize, _learningRate, _dropout, _seed, _threads, _hidden, _layers,
            _heads, _maxLength, _progressFile,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    public int Epochs(ParseResult parsed) => parsed.GetValue(_epochs);

    public int BatchSize(ParseResult parsed) => parsed.GetValue(_batchSize);

    public double LearningRate(ParseResult parsed) => parsed.GetValue(_learningRate);

    /// <summary>What to learn from, and the moment before which all of it came; null for everything there is.</summary>
    /// <exception cref="ArgumentException">Nothing came before the moment.</exception>
    public (SequenceData Data, DateTimeOffset? Before) Load(ParseResult parsed)
    {
        var data = _data.Load(parsed);
        if (parsed.GetValue(_before) is not { } text) return (data, null);

        var timed = _data.LoadTimes(parsed, data);
        var before = Moment.Of(text, timed);
        return (timed.Before(before), before);
    }

    /// <summary>The path of the checkpoint to go on from, as given.</summary>
    public string FromPath(ParseResult parsed) => parsed.GetRequiredValue(_from);

    /// <summary>The checkpoint to go on from; null to start from random weights.</summary>
    /// <exception cref="ArgumentException">It is a file without ids, of other data.</exception>
    public Checkpoint? From(ParseResult parsed, Vocabulary data)
    {
        var path = FromPath(parsed);
        if (path == FromNothing) return null;

        var from = CheckpointFile.Open(path);
        PublishedRows.Verify(path, from, data);
        return from;
    }

    public static Option<bool> PublishedNegatives(string description) => new("--published-negatives") { Description = description };

    /// <summary>The folder to write, checked before hours of training end at it.</summary>
    public string Out(ParseResult parsed)
    {
        var folder = parsed.GetRequiredValue(_out);
        if (!File.Exists(folder) && !(Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            return folder;
        if (!File.Exists(Path.Combine(folder, "manifest.json")))
        {
            throw new CommandException(
                $"--out is {folder}, and what is there is not a checkpoint. Name a folder that does not exist.",
                ExitCode.BadInput);
        }

        return parsed.GetValue(_overwrite)
            ? folder
            : throw new CommandException(
                $"--out is {folder}, and there is a checkpoint already. Name another folder, or replace it with --overwrite.",
                ExitCode.BadInput);
    }

    /// <summary>Beside the folder, which is replaced as a whole when the checkpoint is written.</summary>
    public string ProgressFile(ParseResult parsed) => parsed.GetValue(_progressFile)
        ?? $"{Path.TrimEndingDirectorySeparator(parsed.GetRequiredValue(_out))}.{Progress.ProgressFile.DefaultName}";

    /// <summary>All but what is particular to a verb.</summary>
    public TrainingOptions Options(ParseResult parsed)
    {
        var (hidden, heads) = (parsed.GetValue(_hidden), parsed.GetValue(_heads));
        if (hidden % heads != 0)
        {
            throw new CommandException(
                $"--hidden is {hidden} and --heads is {heads}; the width must be a multiple of the heads.", ExitCode.BadInput);
        }

        return _defaults with
        {
            Seed = parsed.GetValue(_seed),
            Threads = parsed.GetValue(_threads),
            StateFolder = Path.TrimEndingDirectorySeparator(parsed.GetRequiredValue(_out)) + ".state",
            Network = _defaults.Network with
            {
                Hidden = hidden,
                Heads = heads,
                Layers = parsed.GetValue(_layers),
                MaxLength = parsed.GetValue(_maxLength),
                Dropout = parsed.GetValue(_dropout),
            },
        };
    }
}
