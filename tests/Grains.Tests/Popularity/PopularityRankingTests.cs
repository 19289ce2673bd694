using S3Rec.Grains.Popularity;
using S3Rec.Grains.Tests.Fakes;

namespace S3Rec.Grains.Tests.Popularity;

public sealed class PopularityRankingTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Counts_and_their_order_stay_exact_with_every_event()
    {
        await _store.AddItems(30);
        var ranking = new PopularityRanking(_store.Catalogue);
        var counts = new long[30];
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var item = random.Next(random.Next(1, 31));
            ranking.Add(item);
            counts[item]++;
            if (i == 700)
                ranking.Load(Enumerable.Range(0, 30).ToDictionary(n => n, n => counts[n]));
        }

        var top = ranking.Top(30, _ => false);
        Assert.Equal(30, top.Select(t => t.Item).Distinct().Count());
        Assert.All(top, t => Assert.Equal(counts[t.Item], t.Count));
        Assert.Equal(counts.OrderDescending(), top.Select(t => t.Count));
    }

    [Fact]
    public async Task Excluded_items_are_left_out_and_items_without_events_fill_the_end()
    {
        await _store.AddItems(4);
        var ranking = new PopularityRanking(_store.Catalogue);
        ranking.Add(2);
        ranking.Add(2);
        ranking.Add(1);

        Assert.Equal([(1, 1L), (0, 0L), (3, 0L)], ranking.Top(10, item => item == 2).OrderBy(t => (-t.Count, t.Item)));
        Assert.Equal([(2, 2L)], ranking.Top(1, _ => false));
    }

    [Fact]
    public async Task A_read_of_the_log_never_lowers_a_count()
    {
        await _store.AddItems(2);
        var ranking = new PopularityRanking(_store.Catalogue);
        ranking.Add(1);
        ranking.Add(1);
        ranking.Load(new Dictionary<int, long> { [0] = 5, [1] = 1 });

        Assert.Equal([(0, 5L), (1, 2L)], ranking.Top(2, _ => false));
    }
}
