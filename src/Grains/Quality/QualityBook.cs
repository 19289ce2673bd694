using S3Rec.Contracts;

namespace S3Rec.Grains.Quality;

/// <summary>The live quality of every version that serves or did in the last week. Memory is bounded: of more than
/// <see cref="VersionsMax"/> the one not heard of for longest is forgotten. Not safe for threads.</summary>
internal sealed class QualityBook(TimeProvider time)
{
    public const int VersionsMax = 16;

    private readonly Dictionary<int, VersionQuality> _versions = [];

    /// <summary>Versions whose number of items is not known yet.</summary>
    public IReadOnlyList<int> Unmeasured => [.. _versions.Where(static v => v.Value.ItemCount is null).Select(static v => v.Key)];

    public void Add(IReadOnlyList<QualityDelta> deltas)
    {
        var now = time.GetUtcNow();
        foreach (var delta in deltas)
        {
            if (!_versions.TryGetValue(delta.Version, out var version))
                _versions.Add(delta.Version, version = new());
            version.Add(delta, now);
        }

        foreach (var (old, _) in _versions.OrderByDescending(static v => v.Value.AddedAt).Skip(VersionsMax))
            _versions.Remove(old);
    }

    public void SetItemCount(int version, int itemCount) => _versions[version].ItemCount = itemCount;

    /// <summary>Newest version first.</summary>
    public IReadOnlyList<ModelQuality> Report()
    {
        var now = time.GetUtcNow();
        foreach (var (version, quality) in _versions)
        {
            if (now - quality.AddedAt > VersionQuality.Lengths[^1])
                _versions.Remove(version); // allowed while enumerating
        }

        return [.. _versions.OrderByDescending(static v => v.Key).Select(v => new ModelQuality(v.Key, v.Value.Report(now)))];
    }

    public IReadOnlyList<TrialComparison> Compare(int live, int trial) =>
        Find(live).CompareWith(Find(trial), time.GetUtcNow());

    private VersionQuality Find(int version) => _versions.GetValueOrDefault(version) ?? new();
}
