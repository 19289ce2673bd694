using S3Rec.Contracts;
using S3Rec.Grains.Quality;
using S3Rec.Grains.Tests.Fakes;

namespace S3Rec.Grains.Tests.Quality;

public sealed class QualityCountsTests : IDisposable
{
    private readonly TestStore _store = new();
    private readonly QualityCounts _counts;

    public QualityCountsTests() => _counts = new(_store.Catalogue);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Judgements_and_shown_items_are_taken_once_by_version()
    {
        await _store.AddItems(200);
        _counts.AddShown(List(3, first: 60));
        _counts.AddShown(List(3, first: 65));
        _counts.AddJudged(3, 0);
        _counts.AddJudged(3, 10);
        _counts.AddJudged(4, 9);

        var deltas = _counts.Take().OrderBy(d => d.Version).ToArray();

        Assert.Equal([3, 4], deltas.Select(d => d.Version));
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], deltas[0].Ranks);
        Assert.Equal(Enumerable.Range(60, 15), deltas[0].Shown);
        Assert.Equal((1, 0), (deltas[1].Ranks[9], deltas[1].Shown.Length));
        Assert.Empty(_counts.Take());
    }

    [Fact]
    public async Task Only_the_first_ten_places_count_and_no_cold_item()
    {
        await _store.AddItems(20);
        _counts.AddShown(new(3, [.. Enumerable.Range(0, 12)], new float[12]) { ColdPlaces = [2, 11] });

        Assert.Equal([0, 1, 3, 4, 5, 6, 7, 8, 9], _counts.Take()[0].Shown);
    }

    [Fact]
    public async Task An_item_that_joins_the_catalogue_is_counted_from_the_next_report_on()
    {
        await _store.AddItems(64);
        _counts.AddShown(List(3, first: 0));
        await _store.AddItems(80);
        _counts.AddShown(List(3, first: 64));
        Assert.Equal(Enumerable.Range(0, 10), _counts.Take()[0].Shown);

        _counts.AddShown(List(3, first: 64));
        Assert.Equal(Enumerable.Range(64, 10), _counts.Take()[0].Shown);
    }

    [Fact]
    public async Task Users_on_all_threads_lose_nothing()
    {
        await _store.AddItems(1000);
        Parallel.For(0, 990, n =>
        {
            _counts.AddShown(List(3, n));
            _counts.AddJudged(3, n % 11);
        });

        var delta = Assert.Single(_counts.Take());
        Assert.All(delta.Ranks, count => Assert.Equal(90, count));
        Assert.Equal(Enumerable.Range(0, 999), delta.Shown);
    }

    private static RankReply List(int version, int first) => new(version, [.. Enumerable.Range(first, 10)], new float[10]);
}
