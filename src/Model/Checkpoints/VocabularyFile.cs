using System.Text.Json;
using S3Rec.Model.Data;

namespace S3Rec.Model.Checkpoints;

/// <summary>The file `vocabulary.json`: `{"items": [id, …], "attributes": [id, …]}`, the first of each being row 1. JSON, because an
/// id may hold any character, line ends included.</summary>
internal static class VocabularyFile
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>Writes the file.</summary>
    /// <exception cref="CheckpointFormatException">An id is empty, too long or not writable as UTF-8.</exception>
    public static void Write(Stream stream, Vocabulary vocabulary, string source)
    {
        VerifyIds(vocabulary, source);
        JsonSerializer.Serialize(stream, new Ids(vocabulary.Items, vocabulary.Attributes), s_json);
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="CheckpointFormatException">It is not JSON or of another shape, or an id is not allowed or occurs twice.</exception>
    public static Vocabulary Read(Stream stream, string source)
    {
        try
        {
            var ids = JsonSerializer.Deserialize<Ids>(stream, s_json) ?? throw new JsonException("It is null.");
            if (ids.Items.Concat(ids.Attributes).Any(static id => id is null))
                throw new JsonException("An id is null.");

            var vocabulary = new Vocabulary(ids.Items, ids.Attributes);
            VerifyIds(vocabulary, source);
            return vocabulary;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new CheckpointFormatException($"{source}: this is not a vocabulary. {e.Message} Take another checkpoint.", e);
        }
    }

    private static void VerifyIds(Vocabulary vocabulary, string source)
    {
        foreach (var (kind, ids) in (ReadOnlySpan<(string, IReadOnlyList<string>)>)
            [("item", vocabulary.Items), ("attribute", vocabulary.Attributes)])
        {
            for (var i = 0; i < ids.Count; i++)
            {
                if (Id.Problem(ids[i]) is { } problem)
                    throw new CheckpointFormatException($"{source}: the {kind} of row {i + 1} {problem}.");
            }
        }
    }

    private sealed record Ids(IReadOnlyList<string> Items, IReadOnlyList<string> Attributes);
}
