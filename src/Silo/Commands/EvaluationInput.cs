using System.Globalization;
using System.Numerics;
using S3Rec.Grains;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Storage;

namespace S3Rec.Silo.Commands;

/// <summary>A checkpoint to evaluate.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Source">What it is called where others have the same name: its path.</param>
/// <param name="Checkpoint">The model.</param>
internal sealed record NamedCheckpoint(string Name, string Source, Checkpoint Checkpoint)
{
    public static NamedCheckpoint Open(string path) =>
        new(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), path, CheckpointFile.Open(path));
}

/// <summary>What is evaluated, and on what, wherever they come from.</summary>
/// <param name="IsLog">Whether the data is a deployment's log.</param>
/// <param name="Title">What the data is called.</param>
/// <param name="Data">The sequences.</param>
/// <param name="Timed">Gives the same with times.</param>
/// <param name="Negatives">Gives the items that each user's test item is ranked against, by user index.</param>
/// <param name="Models">None where only the untrained ones are evaluated.</param>
internal sealed record EvaluationInput(
    bool IsLog, string Title, SequenceData Data, Func<TimedSequences> Timed, Func<int[][]> Negatives, IReadOnlyList<NamedCheckpoint> Models)
{
    /// <summary>Of a deployment, up to a log offset. There a model is the number of a version or a path; without any the live version is
    /// taken.</summary>
    /// <exception cref="CommandException">None is named and none is live, and one is needed; or what is named is neither.</exception>
    public static async Task<EvaluationInput> OfDeployment(
        string title, IEventLog log, ICatalogue catalogue, ICheckpointStore checkpoints, long offset, string[] models,
        bool needsModel, CancellationToken cancellationToken)
    {
        if (models.Length == 0)
            models = await Live(title, checkpoints, needsModel, cancellationToken);

        var opened = new List<NamedCheckpoint>();
        foreach (var model in models)
            opened.Add(await Open(title, model, checkpoints, cancellationToken));

        var timed = await LogSequences.Read(log, catalogue, offset, cancellationToken);
        return new EvaluationInput(
            IsLog: true, title, timed.Data, () => timed, static () => throw new ArgumentException("A deployment has no negatives; they stand in a file."), opened);
    }

    private static async Task<string[]> Live(string title, ICheckpointStore checkpoints, bool isNeeded, CancellationToken cancellationToken)
    {
        if (await checkpoints.GetLiveVersion(cancellationToken) is { } live)
            return [live.ToString(CultureInfo.InvariantCulture)];

        return isNeeded
            ? throw new CommandException(
                $"No model of {title} is live. Name versions or checkpoints with --checkpoint, train a model with 's3rec retrain', or give "
                + "--challengers for what needs no training.",
                ExitCode.BadInput)
            : [];
    }

    private static async Task<NamedCheckpoint> Open(
        string title, string model, ICheckpointStore checkpoints, CancellationToken cancellationToken)
    {
        if (int.TryParse(model, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return new($"version {version}", $"version {version}", CheckpointFolder.Load(await checkpoints.GetFolder(version, cancellationToken)));
        if (BigInteger.TryParse(model, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && !Path.Exists(model))
        {
            throw new CommandException(
                $"--checkpoint is {model}, and {title} has no such version: versions are numbered from 1. 's3rec models' lists them.",
                ExitCode.BadInput);
        }

        return NamedCheckpoint.Open(model);
    }
}
