using S3Rec.Model.Data;
using S3Rec.Model.Ranking.Challengers;

namespace S3Rec.Model.Checkpoints;

/// <summary>
/// A checkpoint as a folder: `model.safetensors`, `vocabulary.json`, `blend.safetensors` where the model has a blend, and
/// `manifest.json` with the SHA-256 of the others. Either the whole folder is there or none of it, whenever the power goes.
/// </summary>
public static class CheckpointFolder
{
    /// <summary>The version of the format this program writes and reads.</summary>
    public const int FormatVersion = 1;

    internal const string WeightsName = "model.safetensors";
    internal const string VocabularyName = "vocabulary.json";
    internal const string BlendName = "blend.safetensors";
    internal const string ManifestName = "manifest.json";

    /// <summary>
    /// Writes a checkpoint aside, flushes it to the disk, and renames it to <paramref name="folder"/>; an older checkpoint there
    /// is replaced, anything else is not. One writer of a folder at a time.
    /// </summary>
    /// <exception cref="CheckpointFormatException">The weights are not those of the hyper-parameters and the vocabulary, one is
    /// not finite, or an id is not allowed. Nothing is written.</exception>
    /// <exception cref="IOException">The disk failed, or the folder holds something that is not a checkpoint.</exception>
    public static void Save(string folder, Checkpoint checkpoint)
    {
        NetworkBounds.Verify(folder, checkpoint.Network);
        ParameterShapes.Verify(folder, checkpoint.Weights, checkpoint.Network, checkpoint.Vocabulary);
        if (checkpoint.Blend is { } blend)
            BlendFile.VerifyFits(folder, blend, checkpoint.Vocabulary);
        var swap = new FolderSwap(folder);
        swap.Replace(aside => Write(aside, checkpoint));
    }

    /// <summary>Reads a checkpoint and verifies everything about it: the checksum of each file, the ids, the names, shapes and
    /// finiteness of the weights.</summary>
    /// <exception cref="CheckpointFormatException">It is not there, torn, altered, not finite, or of another format version.
    /// Names the file, the tensor and the values.</exception>
    public static Checkpoint Load(string folder)
    {
        var source = new FolderSwap(folder).Current;
        if (!Directory.Exists(source))
            throw new CheckpointFormatException($"{folder}: there is no such checkpoint. Check the path.");

        var manifest = ReadManifest(Path.Combine(source, ManifestName));
        var network = manifest.Network.ToOptions();
        NetworkBounds.Verify(Path.Combine(source, ManifestName), network);

        using var vocabularyFile = VerifiedFile.Open(source, VocabularyName, manifest);
        var vocabulary = VocabularyFile.Read(vocabularyFile, vocabularyFile.Name);
        var digest = vocabulary.Digest();
        if (digest != manifest.VocabularyDigest)
        {
            throw new CheckpointFormatException(
                $"{vocabularyFile.Name}: the digest of the vocabulary is {digest}; the manifest says " +
                $"{manifest.VocabularyDigest}. The checkpoint was put together from two: take another.");
        }

        using var weightsFile = VerifiedFile.Open(source, WeightsName, manifest);
        var weights = Safetensors.Read(weightsFile, weightsFile.Name);
        ParameterShapes.Verify(weightsFile.Name, weights, network, vocabulary);
        var info = new CheckpointInfo(manifest.Seed, manifest.LogOffset, manifest.Metrics, manifest.CreatedAt, manifest.Origin)
        {
            PretrainedAtLogOffset = manifest.PretrainedAtLogOffset,
            TrainedBefore = manifest.TrainedBefore,
            BestEpoch = manifest.BestEpoch,
            FormatVersion = manifest.FormatVersion,
        };
        return new Checkpoint(network, vocabulary, weights, info) { Blend = ReadBlend(source, manifest, vocabulary) };
    }

    private static Blend? ReadBlend(string source, Manifest manifest, Vocabulary vocabulary)
    {
        if (manifest.Blend is not { } weights)
            return null;

        using var file = VerifiedFile.Open(source, BlendName, manifest);
        return BlendFile.Read(file, file.Name, weights, vocabulary);
    }

    private static void Write(string aside, Checkpoint checkpoint)
    {
        var vocabularyPath = Path.Combine(aside, VocabularyName);
        DurableFiles.Write(vocabularyPath, stream => VocabularyFile.Write(stream, checkpoint.Vocabulary, vocabularyPath));
        var weightsPath = Path.Combine(aside, WeightsName);
        DurableFiles.Write(
            weightsPath,
            stream => Safetensors.Write(stream, checkpoint.Weights, new Dictionary<string, string> { ["format"] = "pt" }));

        var files = new Dictionary<string, ManifestFile>
        {
            [VocabularyName] = VerifiedFile.Describe(vocabularyPath),
            [WeightsName] = VerifiedFile.Describe(weightsPath),
        };
        if (checkpoint.Blend is { } blend)
        {
            var blendPath = Path.Combine(aside, BlendName);
            DurableFiles.Write(blendPath, stream => BlendFile.Write(stream, blend));
            files.Add(BlendName, VerifiedFile.Describe(blendPath));
        }

        var manifest = new Manifest(
            FormatVersion,
            checkpoint.Info.Origin,
            checkpoint.Info.CreatedAt,
            checkpoint.Info.Seed,
            checkpoint.Info.LogOffset,
            checkpoint.Info.PretrainedAtLogOffset,
            ManifestNetwork.Of(checkpoint.Network),
            checkpoint.Vocabulary.ItemCount,
            checkpoint.Vocabulary.AttributeCount,
            checkpoint.Vocabulary.Digest(),
            checkpoint.Info.Metrics,
            files)
        {
            Blend = checkpoint.Blend is { } mixed ? new ManifestBlend(mixed.TransitionWeight, mixed.AttributeWeight) : null,
            TrainedBefore = checkpoint.Info.TrainedBefore,
            BestEpoch = checkpoint.Info.BestEpoch,
        };
        DurableFiles.Write(Path.Combine(aside, ManifestName), stream => stream.Write(manifest.ToJson()));
    }

    private static Manifest ReadManifest(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new CheckpointFormatException(
                $"{path}: there is no such file, so this is not a checkpoint folder. Check the path.");
        }

        if (file.Length > Manifest.BytesMax)
        {
            throw new CheckpointFormatException(
                $"{path}: the file has {file.Length} bytes; a manifest has at most {Manifest.BytesMax}. Take another " +
                "checkpoint.");
        }

        return Manifest.Parse(File.ReadAllBytes(path), path);
    }
}
