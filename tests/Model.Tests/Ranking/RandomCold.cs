using S3Rec.Model.Ranking;

namespace S3Rec.Model.Tests.Ranking;

/// <summary>Cold items with seeded random attributes, none to three each.</summary>
internal static class RandomCold
{
    public static ColdItems Create(Random random, int count, int attributeCount) => new(
        [.. Enumerable.Range(0, count).Select(_ =>
            Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(1, attributeCount + 1)).Distinct().Order().ToArray())],
        attributeCount);
}
