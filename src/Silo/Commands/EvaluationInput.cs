using System.Globalization;
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
/// <param name="Title">What the data is called.</param>
/// <param name="Data">The sequences.</param>
/// <param name="Timed">Gives the same with times.</param>
/// <param name="Negatives">Gives the items that each user's test item is ranked against, by user index.</param>
/// <param name="Models">At least one.</param>
internal sealed record EvaluationInput(
    string Title, SequenceData Data, Func<TimedSequences> Timed, Func<int[][]> Negatives, IReadOnlyList<NamedCheckpoint> Models)
{
    /// <summary>Of a deployment, up to a log offset. There a model is the number of a version or a path; without any the live version is
    /// taken.</summary>
    /// <exception cref="CommandException">None is named and none is live.</exception>
    public static async Task<EvaluationInput> OfDeployment(
        string title, IEventLog log, ICatalogue catalogue, ICheckpointStore checkpoints, long offset, string[] models,
        CancellationToken cancellationToken)
    {
        if (models.Length == 0)
        {
            var live = await checkpoints.GetLiveVersion(cancellationToken) ?? throw new CommandException(
                $"No model of {title} is live. Name versions or checkpoints with --checkpoint, or train a model with 's3rec retrain'.",
                ExitCode.BadInput);
            models = [live.ToString(CultureInfo.InvariantCulture)];
        }

        var opened = new List<NamedCheckpoint>();
        foreach (var model in models)
        {
            opened.Add(int.TryParse(model, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? new($"version {version}", $"version {version}", CheckpointFolder.Load(await checkpoints.GetFolder(version, cancellationToken)))
                : NamedCheckpoint.Open(model));
        }

        var timed = await LogSequences.Read(log, catalogue, offset, cancellationToken);
        return new EvaluationInput(
            title, timed.Data, () => timed, static () => throw new ArgumentException("A deployment has no negatives; they stand in a file."), opened);
    }
}
