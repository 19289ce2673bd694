namespace S3Rec.Model.Data;

/// <summary>What a model learns from: each user's items and each item's attributes, as rows of one vocabulary.</summary>
/// <param name="Vocabulary">The rows.</param>
/// <param name="Users">User ids; the user at index u has <paramref name="Sequences"/>[u].</param>
/// <param name="Sequences">Item rows, 1 to V, oldest first.</param>
/// <param name="ItemAttributes">Attribute rows, 1 to A, ascending and distinct, by item row; index 0 (padding) is empty. Length V + 1.</param>
public sealed record SequenceData(Vocabulary Vocabulary, string[] Users, int[][] Sequences, int[][] ItemAttributes)
{
    /// <summary>Interactions in all sequences.</summary>
    public long InteractionCount => Sequences.Sum(static s => (long)s.Length);
}
