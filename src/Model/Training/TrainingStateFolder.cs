using System.Text.Json;
using S3Rec.Model.Checkpoints;

namespace S3Rec.Model.Training;

/// <summary>
/// Keeps the state of one training on the disk, as `state.safetensors` and `manifest.json`. A state is written aside, flushed and
/// renamed, so that whenever the power goes the last whole one is there.
/// </summary>
/// <param name="folder">Where; made when it is missing.</param>
/// <param name="run">Which training, see <see cref="TrainingFingerprint"/>: the state of another one is not read.</param>
internal sealed class TrainingStateFolder(string folder, string run)
{
    private const int FormatVersion = 1;
    private const string TensorsName = "state.safetensors";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    /// <summary>The state after the last finished epoch; null when there is none, or that of another training or format.</summary>
    /// <exception cref="CheckpointFormatException">The state is damaged.</exception>
    public TrainingState? Read()
    {
        var source = new FolderSwap(folder).Current;
        var path = Path.Combine(source, CheckpointFolder.ManifestName);
        if (!File.Exists(path))
        {
            return null;
        }

        var content = ReadContent(path);
        if (content.FormatVersion != FormatVersion || content.Run != run)
        {
            return null;
        }

        var tensorsPath = Path.Combine(source, TensorsName);
        if (VerifiedFile.Describe(tensorsPath) != content.Tensors)
        {
            throw new CheckpointFormatException($"{tensorsPath}: the file is damaged. Delete {folder} to train from the beginning.");
        }

        using var stream = File.OpenRead(tensorsPath);
        var tensors = Safetensors.Read(stream, tensorsPath);
        Dictionary<string, WeightTensor> Part(string prefix) => tensors
            .Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Key[prefix.Length..], static t => t.Value, StringComparer.Ordinal);
        return new TrainingState(
            content.Epoch, Part("weights/"), new AdamState(content.OptimiserStep, Part("first/"), Part("second/")),
            content.BestEpoch is { } best ? new FinetuneResult(best, Part("best/"), content.BestMetrics) : null);
    }

    /// <summary>Replaces what is there.</summary>
    /// <exception cref="IOException">The disk failed, or the folder holds something else.</exception>
    public void Write(TrainingState state)
    {
        var tensors = new Dictionary<string, WeightTensor>(StringComparer.Ordinal);
        void Add(string prefix, IReadOnlyDictionary<string, WeightTensor> part)
        {
            foreach (var (name, tensor) in part)
            {
                tensors.Add(prefix + name, tensor);
            }
        }

        Add("weights/", state.Weights);
        Add("first/", state.Optimiser.First);
        Add("second/", state.Optimiser.Second);
        if (state.Best is { } best)
        {
            Add("best/", best.Weights);
        }

        new FolderSwap(folder).Replace(aside =>
        {
            var path = Path.Combine(aside, TensorsName);
            DurableFiles.Write(path, stream => Safetensors.Write(stream, tensors, new Dictionary<string, string>()));
            var content = new Content(
                FormatVersion, run, state.Epoch, state.Optimiser.Step, state.Best?.BestEpoch,
                state.Best?.Metrics ?? new Dictionary<string, double>(), VerifiedFile.Describe(path));
            DurableFiles.Write(
                Path.Combine(aside, CheckpointFolder.ManifestName), stream => JsonSerializer.Serialize(stream, content, s_json));
        });
    }

    private static Content ReadContent(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), s_json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new CheckpointFormatException(
                $"{path}: this is not the state of a training. {e.Message} Name another folder for the state.", e);
        }
    }

    private sealed record Content(
        int FormatVersion, string Run, int Epoch, int OptimiserStep, int? BestEpoch, IReadOnlyDictionary<string, double> BestMetrics,
        ManifestFile Tensors);
}
