using Orleans.Placement;
using S3Rec.Contracts;
using S3Rec.Storage;

namespace S3Rec.Grains.Quality;

/// <summary>Adds up what the silos count. Held in memory alone: when its silo ends, measuring begins anew.</summary>
[KeepAlive, Immovable]
internal sealed class QualityGrain(ICheckpointStore store, TimeProvider time) : Grain, IQualityGrain
{
    private readonly QualityBook _book = new(time);

    public Task<IReadOnlyList<ModelQuality>> Add(IReadOnlyList<QualityDelta> deltas, CancellationToken cancellationToken)
    {
        _book.Add(deltas);
        return GetQuality(cancellationToken);
    }

    public async Task<IReadOnlyList<ModelQuality>> GetQuality(CancellationToken cancellationToken)
    {
        foreach (var version in _book.Unmeasured)
        {
            if (await store.Find(version, cancellationToken) is { } model)
                _book.SetItemCount(version, model.Description.ItemCount);
        }

        return _book.Report();
    }

    public Task<IReadOnlyList<TrialComparison>> Compare(int live, int trial, CancellationToken cancellationToken) =>
        Task.FromResult(_book.Compare(live, trial));
}
