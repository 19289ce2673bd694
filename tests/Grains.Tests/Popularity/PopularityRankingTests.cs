using S3Rec.Grains.Popularity;
using S3Rec.Grains.Tests.Fakes;

namespace S3Rec.Grains.Tests.Popularity;

public sealed class PopularityRankingTests : IDisposable
{
    private readonly TestStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
                await ranking.Load(Log([.. counts]), Token);
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
    public async Task Of_given_candidates_the_best_that_are_not_excluded_come_back()
    {
        await _store.AddItems(6);
        var ranking = new PopularityRanking(_store.Catalogue);
        foreach (var item in (int[])[2, 2, 2, 4, 4, 1, 0])
            ranking.Add(item);

        Assert.Equal([(4, 2L), (1, 1L), (5, 0L)], ranking.Top(10, item => item == 2, [1, 2, 4, 5]));
        Assert.Equal([(2, 3L), (4, 2L)], ranking.Top(2, _ => false, [0, 1, 2, 3, 4, 5]));
        Assert.Empty(ranking.Top(2, _ => false, []));
    }

    [Fact]
    public async Task What_is_added_while_the_log_is_read_is_counted_besides()
    {
        await _store.AddItems(2);
        var ranking = new PopularityRanking(_store.Catalogue);
        await ranking.Load(Log([1, 3], read => ranking.Add(read)), Token);

        Assert.Equal([(1, 4L), (0, 2L)], ranking.Top(2, _ => false));
    }

    [Fact]
    public async Task The_log_is_right_about_all_that_was_before_it_was_read()
    {
        await _store.AddItems(3);
        var ranking = new PopularityRanking(_store.Catalogue);
        ranking.Add(1);
        ranking.Add(2);
        await ranking.Load(Log([5, 4]), Token);

        Assert.Equal([(0, 5L), (1, 4L), (2, 0L)], ranking.Top(3, _ => false));
    }

    [Fact]
    public async Task A_read_that_fails_changes_nothing()
    {
        await _store.AddItems(2);
        var ranking = new PopularityRanking(_store.Catalogue);
        ranking.Add(1);
        await Assert.ThrowsAsync<IOException>(
            () => ranking.Load(Log([7, 7], _ => throw new IOException("The disk is gone.")), Token));
        ranking.Add(1);

        Assert.Equal([(1, 2L), (0, 0L)], ranking.Top(2, _ => false));
    }

    /// <summary>Counts of the items 0, 1, …; <paramref name="hasRead"/> runs after each one was read.</summary>
    private static async IAsyncEnumerable<KeyValuePair<int, long>> Log(long[] counts, Action<int>? hasRead = null)
    {
        for (var item = 0; item < counts.Length; item++)
        {
            yield return new(item, counts[item]);
            hasRead?.Invoke(item);
        }

        await Task.CompletedTask;
    }
}
