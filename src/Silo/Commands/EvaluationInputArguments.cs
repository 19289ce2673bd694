using System.CommandLine;
using System.CommandLine.Parsing;
using S3Rec.Model.Data;
using S3Rec.Storage.Embedded;

namespace S3Rec.Silo.Commands;

/// <summary><c>--data</c> with <c>--name</c>, or <c>--store</c>, and <c>--checkpoint</c>: what is evaluated, and on what.</summary>
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

    private EvaluationInputArguments(Command command)
    {
        _data = DataArguments.AddTo(command, isRequired: false);
        command.Options.Add(_store);
        command.Options.Add(_checkpoints);
        _checkpoints.Validators.Add(static result =>
        {
            foreach (var twice in result.Tokens.GroupBy(static t => t.Value, StringComparer.Ordinal).Where(static group => group.Count() > 1))
                result.AddError($"--checkpoint names {twice.Key} {twice.Count()} times; name it once.");
        });
        command.Validators.Add(Check);
    }

    public static EvaluationInputArguments AddTo(Command command) => new(command);

    /// <summary>Reads all but times and negatives.</summary>
    /// <exception cref="CommandException">No checkpoint is named, and none is live.</exception>
    public async Task<EvaluationInput> Read(ParseResult parsed, CancellationToken cancellationToken)
    {
        var models = parsed.GetValue(_checkpoints) ?? [];
        if (parsed.GetValue(_store) is { } folder)
        {
            using var store = EmbeddedStoreReader.Open(folder);
            return await EvaluationInput.OfDeployment(
                $"store {folder}", store.Events, store.Catalogue, store.Checkpoints, store.LogOffset, models, cancellationToken);
        }

        NamedCheckpoint[] opened = [.. models.Select(NamedCheckpoint.Open)];
        var sequences = _data.Load(parsed);
        return new EvaluationInput(
            _data.Name(parsed), sequences, () => _data.LoadTimes(parsed, sequences),
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
        if (!IsStore(result) && result.GetResult(_checkpoints) is not { Tokens.Count: > 0 })
            result.AddError("--checkpoint is missing; name the checkpoints to evaluate. Only --store has a live one.");
    }
}
