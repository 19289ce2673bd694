using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Network;

namespace S3Rec.Model.Training;

/// <summary>Tells trainings apart: two of the same fingerprint, on as many threads, do the same in every epoch.</summary>
internal static class TrainingFingerprint
{
    /// <summary>Of a pretraining. How many epochs it takes is left out: a longer one goes on where a shorter one ended.</summary>
    public static string Of(
        SequenceData data, NetworkOptions network, PretrainOptions options, int seed, IReadOnlyDictionary<string, WeightTensor> start) =>
        Of(data, start, "pretrain", network, options with { Epochs = 0 }, seed);

    /// <summary>Of a finetuning; when it ends is left out.</summary>
    public static string Of(
        SequenceData data, NetworkOptions network, FinetuneOptions options, int seed, IReadOnlyDictionary<string, WeightTensor> start) =>
        Of(data, start, "finetune", network, options with { Epochs = 0, Patience = 0, PatienceStepsMin = 0 }, seed);

    private static string Of(SequenceData data, IReadOnlyDictionary<string, WeightTensor> start, params object[] settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes<object[]>([.. settings, data.Vocabulary.Digest()]));
        foreach (var list in data.Sequences.Concat(data.ItemAttributes))
        {
            hash.AppendData(BitConverter.GetBytes(list.Length));
            hash.AppendData(MemoryMarshal.AsBytes<int>(list));
        }

        foreach (var (_, weight) in start.OrderBy(static w => w.Key, StringComparer.Ordinal))
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(weight.Values));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
