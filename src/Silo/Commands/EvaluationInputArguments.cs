using System.CommandLine;
using System.CommandLine.Parsing;
using S3Rec.Model.Data;
using S3Rec.Storage.Embedded;

namespace S3Rec.Silo.Commands;

/// <summary><c>--data</c> with <c>--name</c>, or <c>--store</c>, <c>--checkpoint</c> and <c>--challengers</c>: what is evaluated, and on
/// what.</summary>
internal sealed class EvaluationInputArguments
{
    /// <summary>More would make a table and plots that nobody can read.</summary>
    private const int CheckpointsMax = 20;

    private readonly DataArguments _data;

    private readonly Option<string?> _store = new("--store")
    {
        Description =
            "In place of --data and --name: the store of a deployment, to evaluate on its event log. It is only read, also while the service "
            + "runs.",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _checkpoints = new("--checkpoint")
    {
        Description = "Checkpoint folders or published .pt files; with --store also the numbers of its versions, by default the live one. "
            + "The first is what the others are compared with.",
        HelpName = "PATH|VERSION",
        AllowMultipleArgumentsPerToken = true,
        Arity = new ArgumentArity(1, CheckpointsMax),
    };

    private readonly Option<bool> _challengers = new("--challengers")
    {
        Description = "Also evaluate what needs no training: popularity, transitions, attributes. They may stand alone.",
    };

    private EvaluationInputArguments(Command command)
    {
        _data = DataArguments.AddTo(command, isRequired: false);
        command.Options.Add(_store);
        command.Options.Add(_checkpoints);
        command.Options.Add(_challengers);
        _checkpoints.Validators.Add(static result =>
        {
            foreach (var twice in result.Tokens.GroupBy(static t => t.Value, StringComparer.Ordinal).Where(static group => group.Count() > 1))
                result.AddError($"--checkpoint names {twice.Key} {twice.Count()} times; name it once.");
        });
        command.Validators.Add(Check);
    }

    public static EvaluationInputArguments AddTo(Command command) => new(command);

    /// <summary>Whether the untrained ones are evaluated, too.</summary>
    public bool WithChallengers(ParseResult parsed) => parsed.GetValue(_challengers);

    /// <summary>Reads all but times and negatives.</summary>
    /// <exception cref="CommandException">No checkpoint is named, none is live, and the untrained ones are not asked for.</exception>
    public async Task<EvaluationInput> Read(ParseResult parsed, CancellationToken cancellationToken)
    {
        var models = parsed.GetValue(_checkpoints) ?? [];
        if (parsed.GetValue(_store) is { } folder)
        {
            using var store = EmbeddedStoreReader.Open(folder);
            return await EvaluationInput.OfDeployment(
                $"store {folder}", store.Events, store.Catalogue, store.Checkpoints, store.LogOffset, models,
                needsModel: !WithChallengers(parsed), cancellationToken);
        }

        NamedCheckpoint[] opened = [.. models.Select(NamedCheckpoint.Open)];
        var sequences = _data.Load(parsed);
        return new EvaluationInput(
            IsLog: false, _data.Name(parsed), sequences, () => _data.LoadTimes(parsed, sequences),
            () => DataSet.LoadNegatives(_data.Folder(parsed), _data.Name(parsed), sequences), opened);
    }

    /// <summary>Whether a store stands on the command line.</summary>
    public bool IsStore(CommandResult result) => result.GetResult(_store) is { Tokens.Count: > 0 };

    private void Check(CommandResult result)
    {
        var dataCount = _data.CountGiven(result);
        if (IsStore(result) && dataCount > 0)
            result.AddError("--store stands in place of --data and --name; give one or the other.");
        if (!IsStore(result) && dataCount < 2)
            result.AddError("Name what to evaluate on: a data set by --data and --name, or a deployment by --store.");
        if (!IsStore(result) && result.GetResult(_checkpoints) is not { Tokens.Count: > 0 } && result.GetResult(_challengers) is null)
        {
            result.AddError(
                "--checkpoint is missing; name the checkpoints to evaluate, or give --challengers for what needs no training. Only --store has a "
                + "live one.");
        }
    }
}
