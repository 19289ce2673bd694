using System.Text.Json;
using System.Text.Json.Serialization;
using S3Rec.Model.Network;

namespace S3Rec.Model.Checkpoints;

/// <summary>The content of `manifest.json`: what the other files of a checkpoint folder are.</summary>
/// <param name="FormatVersion">The version of the folder format.</param>
/// <param name="Origin">What made the checkpoint.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Seed">The seed of the training; null when not known.</param>
/// <param name="LogOffset">Events of the log it was trained on.</param>
/// <param name="PretrainedAtLogOffset">The log offset its last pretraining saw.</param>
/// <param name="Network">The hyper-parameters.</param>
/// <param name="ItemCount">V.</param>
/// <param name="AttributeCount">A.</param>
/// <param name="VocabularyDigest">SHA-256 of the ids in row order, see <see cref="Data.Vocabulary.Digest"/>.</param>
/// <param name="Metrics">Metrics by name.</param>
/// <param name="Files">Every other file by name.</param>
internal sealed record Manifest(
    int FormatVersion,
    string Origin,
    DateTimeOffset CreatedAt,
    long? Seed,
    long LogOffset,
    long PretrainedAtLogOffset,
    ManifestNetwork Network,
    int ItemCount,
    int AttributeCount,
    string VocabularyDigest,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, ManifestFile> Files)
{
    /// <summary>The weights of the blend; absent without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ManifestBlend? Blend { get; init; }

    /// <summary>What it was trained on came before this; absent when that is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? TrainedBefore { get; init; }

    /// <summary>The epoch that finetuning kept; absent without finetuning.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BestEpoch { get; init; }

    /// <summary>Largest manifest read, in bytes.</summary>
    public const int BytesMax = 1024 * 1024;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    /// <summary>The manifest as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, s_json);

    /// <summary>Reads a manifest of the version this program knows.</summary>
    /// <exception cref="CheckpointFormatException">It is not JSON, not a manifest, or of another version.</exception>
    public static Manifest Parse(ReadOnlySpan<byte> json, string source)
    {
        try
        {
            VerifyVersion(json, source);
            return JsonSerializer.Deserialize<Manifest>(json, s_json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new CheckpointFormatException(
                $"{source}: this is not the manifest of a checkpoint. {e.Message} It is torn or was edited: take another " +
                "checkpoint.", e);
        }
    }

    /// <summary>The version first: what a later one means by its other fields is not known here.</summary>
    private static void VerifyVersion(ReadOnlySpan<byte> json, string source)
    {
        var version = JsonSerializer.Deserialize<VersionOnly>(json, JsonSerializerOptions.Web)?.FormatVersion;
        if (version is null)
            throw new JsonException("It has no \"formatVersion\".");
        if (version != CheckpointFolder.FormatVersion)
        {
            throw new CheckpointFormatException(
                $"{source}: the format version is {version}; this program reads version {CheckpointFolder.FormatVersion}. Use " +
                "the release of S3Rec that wrote it, or a newer one.");
        }
    }

    private sealed record VersionOnly(int? FormatVersion);
}

/// <summary>What a file of a checkpoint must be.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
internal sealed record ManifestFile(long Length, string Sha256);

/// <summary>The hyper-parameters as they stand in a manifest, where each is required.</summary>
internal sealed record ManifestNetwork(int Hidden, int Layers, int Heads, int MaxLength, double Dropout)
{
    /// <summary>Of a network.</summary>
    public static ManifestNetwork Of(NetworkOptions network) =>
        new(network.Hidden, network.Layers, network.Heads, network.MaxLength, network.Dropout);

    /// <summary>As options.</summary>
    public NetworkOptions ToOptions() => new()
    {
        Hidden = Hidden,
        Layers = Layers,
        Heads = Heads,
        MaxLength = MaxLength,
        Dropout = Dropout,
    };
}

/// <summary>The weights of a blend as they stand in a manifest.</summary>
internal sealed record ManifestBlend(float TransitionWeight, float AttributeWeight);
