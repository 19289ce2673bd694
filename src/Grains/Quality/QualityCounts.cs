using System.Collections.Concurrent;
using System.Numerics;
using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Quality;

/// <summary>What this silo counts between two reports. Users add without a lock; a report takes everything and counting begins anew, so
/// that a version nobody is served by is forgotten. An addition that is under way at that moment may be lost.</summary>
internal sealed class QualityCounts(ICatalogue catalogue)
{
    private ConcurrentDictionary<int, Counts> _versions = new();

    /// <summary>Counts the first places of a fair list.</summary>
    public void AddShown(RankReply reply)
    {
        if (reply.ModelVersion is not { } version)
            return;

        var shown = Of(version).Shown;
        for (var place = 0; place < Math.Min(ModelQuality.ListLength, reply.Items.Length); place++)
        {
            if (Array.IndexOf(reply.ColdPlaces, place) < 0) // a cold item is none of the model's
                Mark(shown, reply.Items[place]);
        }
    }

    /// <summary>Counts a judged list.</summary>
    /// <param name="version">The version that made it.</param>
    /// <param name="rank">As <see cref="ServedList.TryJudge"/> says it.</param>
    public void AddJudged(int version, int rank) => Interlocked.Increment(ref Of(version).Ranks[rank]);

    /// <summary>Everything counted since the last call.</summary>
    public IReadOnlyList<QualityDelta> Take() =>
        [.. Interlocked.Exchange(ref _versions, new()).Select(static v => new QualityDelta(v.Key, v.Value.Ranks, Items(v.Value.Shown)))];

    private Counts Of(int version)
    {
        var versions = Volatile.Read(ref _versions);
        return versions.TryGetValue(version, out var counts)
            ? counts
            : versions.GetOrAdd(version, static (_, count) => new(count), catalogue.Count);
    }

    /// <summary>An item that joined the catalogue since counting began is marked from the next report on.</summary>
    private static void Mark(ulong[] shown, int item)
    {
        var bit = 1UL << item;
        if (item / 64 < shown.Length && (Volatile.Read(ref shown[item / 64]) & bit) == 0)
            Interlocked.Or(ref shown[item / 64], bit);
    }

    private static int[] Items(ulong[] shown)
    {
        var items = new List<int>();
        for (var word = 0; word < shown.Length; word++)
        {
            for (var bits = shown[word]; bits != 0; bits &= bits - 1)
                items.Add((word * 64) + BitOperations.TrailingZeroCount(bits));
        }

        return [.. items];
    }

    private sealed class Counts(int itemCount)
    {
        public long[] Ranks { get; } = new long[ModelQuality.ListLength + 1];

        /// <summary>One bit for each item of the catalogue.</summary>
        public ulong[] Shown { get; } = new ulong[(itemCount + 63) / 64];
    }
}
