using S3Rec.Model.Data;

namespace S3Rec.Model.Tests.Training;

/// <summary>Small made-up data with a habit to learn: after item i comes item i + 1, round a circle of twelve.</summary>
internal static class Habits
{
    public const int ItemCount = 12;

    public static SequenceData Circle(int users = 60, int seed = 7)
    {
        var random = new Random(seed);
        var vocabulary = new Vocabulary(
            Enumerable.Range(1, ItemCount).Select(static i => $"item-{i}"), ["even", "odd", "first"]);
        var sequences = Enumerable.Range(0, users)
            .Select(_ => Walk(random.Next(ItemCount), random.Next(3, 10)))
            .ToArray();
        int[][] attributes = [[], .. Enumerable.Range(1, ItemCount).Select(static i => i == 1 ? new[] { 2, 3 } : [i % 2 + 1])];
        return new SequenceData(vocabulary, [.. Enumerable.Range(0, users).Select(static u => $"user-{u}")], sequences, attributes);
    }

    private static int[] Walk(int start, int length) => [.. Enumerable.Range(start, length).Select(static i => i % ItemCount + 1)];
}
