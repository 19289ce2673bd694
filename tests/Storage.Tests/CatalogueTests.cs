using S3Rec.Contracts;

namespace S3Rec.Storage.Tests;

public sealed class CatalogueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_get_dense_integers_at_first_sight_and_keep_them()
    {
        await using var store = new TestStore();
        Assert.Equal(0, await store.Catalogue.GetOrAddItem("tea", Cancellation));
        Assert.Equal(1, await store.Catalogue.GetOrAddItem("rice", Cancellation));
        Assert.Equal(0, await store.Catalogue.GetOrAddItem("tea", Cancellation));
        await store.Reopen();

        Assert.Equal(2, store.Catalogue.Count);
        Assert.Equal("rice", store.Catalogue.GetItemId(1));
        Assert.True(store.Catalogue.TryGetItem("tea", out var tea));
        Assert.Equal(0, tea);
        Assert.Equal(2, await store.Catalogue.GetOrAddItem("salt", Cancellation));
    }

    [Fact]
    public async Task New_items_of_one_call_share_one_commit_and_known_ones_need_none()
    {
        await using var store = new TestStore();
        await store.Catalogue.GetOrAddItem("tea", Cancellation);
        var commits = store.Embedded.Writer.CommitCount;

        var first = await store.Catalogue.GetOrAddItems(["rice", "tea", "salt", "rice"], Cancellation);
        var again = await store.Catalogue.GetOrAddItems(["salt", "rice"], Cancellation);

        Assert.Equal([1, 0, 2, 1], first);
        Assert.Equal([2, 1], again);
        Assert.Equal(commits + 1, store.Embedded.Writer.CommitCount);
        Assert.Equal(3, store.Catalogue.Count);
    }

    [Fact]
    public async Task New_items_are_added_all_or_none()
    {
        await using var store = new TestStore();
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await store.Catalogue.GetOrAddItems(["tea", ""], Cancellation));
        Assert.Equal(0, store.Catalogue.Count);
    }

    [Fact]
    public async Task Attributes_get_dense_integers_and_keep_their_order_and_place()
    {
        await using var store = new TestStore();
        await store.Catalogue.PutItems([new("tea", ["hot", "green", "hot"]), new("rice", ["white"]), new("salt", [])], Cancellation);
        await store.Catalogue.PutItems([new("rice", ["green", "dry"])], Cancellation);

        Check(store.Catalogue);
        await store.Reopen();
        Check(store.Catalogue);

        static void Check(ICatalogue catalogue)
        {
            Assert.Equal(4, catalogue.AttributeCount);
            Assert.Equal(["hot", "green"], Texts(catalogue, "tea"));
            Assert.Equal(["green", "dry"], Texts(catalogue, "rice"));
            Assert.Empty(Texts(catalogue, "salt"));
        }
    }

    [Fact]
    public async Task Callers_that_meet_a_new_item_at_once_get_the_same_integer()
    {
        await using var store = new TestStore();
        var hold = await store.HoldWriter();
        var adds = Enumerable.Range(0, 60).Select(n => store.Catalogue.GetOrAddItem($"item{n % 20}", Cancellation)).ToArray();
        await hold.DisposeAsync();
        var items = await Task.WhenAll(adds);

        Assert.Equal(20, store.Catalogue.Count);
        Assert.Equal(Enumerable.Range(0, 20), items.Distinct().Order());
        for (var n = 0; n < 60; n++)
            Assert.Equal($"item{n % 20}", store.Catalogue.GetItemId(items[n]));
    }

    [Fact]
    public async Task A_write_that_fails_leaves_no_gap_and_nothing_to_see()
    {
        await using var store = new TestStore();
        await store.Catalogue.GetOrAddItem("tea", Cancellation);
        await store.FillDisk();
        var many = Enumerable.Range(0, 5000).Select(static n => new CatalogueItem($"item{n}", [$"attribute{n}"])).ToArray();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Catalogue.PutItems(many, Cancellation));

        Assert.Equal(1, store.Catalogue.Count);
        Assert.Equal(0, store.Catalogue.AttributeCount);
        Assert.False(store.Catalogue.TryGetItem("item0", out _));
        await store.Catalogue.PutItems([new("rice", ["white"])], Cancellation);
        Assert.Equal(1, await store.Catalogue.GetOrAddItem("rice", Cancellation));
        Assert.Equal("white", store.Catalogue.GetAttribute(0));
    }

    [Fact]
    public async Task After_a_failed_commit_the_memory_takes_up_what_reached_the_disk_all_the_same()
    {
        await using var store = new TestStore();
        await store.Catalogue.GetOrAddItem("tea", Cancellation);
        await store.Execute(
            "INSERT INTO items (item, item_id, is_available) VALUES (1, 'rice', 0); INSERT INTO attributes VALUES (0, 'white'); INSERT INTO item_attributes VALUES (1, 0, 0)");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Execute("INSERT INTO items (item, item_id) VALUES (1, 'twice')"));

        Assert.Equal(2, await store.Catalogue.GetOrAddItem("salt", Cancellation));
        Assert.Equal("salt", store.Catalogue.GetItemId(2));
        Assert.Equal(1, await store.Catalogue.GetOrAddItem("rice", Cancellation));
        Assert.Equal(["white"], Texts(store.Catalogue, "rice"));
        Assert.False(store.Catalogue.IsAvailable(1));
    }

    [Fact]
    public async Task What_is_left_out_of_a_change_stays_as_it_was()
    {
        await using var store = new TestStore();
        await store.Catalogue.PutItems([new("tea", ["hot"]), new("rice", null, IsAvailable: false)], Cancellation);
        await store.Catalogue.PutItems([new("tea", null, IsAvailable: false), new("rice", ["white"])], Cancellation);
        await store.Catalogue.PutItems([new("salt", null)], Cancellation);

        Check(store.Catalogue);
        await store.Reopen();
        Check(store.Catalogue);

        static void Check(ICatalogue catalogue)
        {
            Assert.Equal(["hot"], Texts(catalogue, "tea"));
            Assert.Equal(["white"], Texts(catalogue, "rice"));
            Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(catalogue.IsAvailable));
            Assert.Equal([0, 1], catalogue.Unavailable.ToArray());
        }
    }

    [Fact]
    public async Task An_item_that_is_available_again_leaves_the_list_of_those_that_are_not()
    {
        await using var store = new TestStore();
        await store.Catalogue.PutItems([.. Enumerable.Range(0, 4).Select(static n => new CatalogueItem($"i{n}", null, false))], Cancellation);
        await store.Catalogue.PutItems([new("i2", null, true), new("i0", null, true)], Cancellation);

        Assert.Equal([1, 3], store.Catalogue.Unavailable.ToArray());
        await store.Catalogue.PutItems([new("i0", null, false)], Cancellation);
        Assert.Equal([0, 1, 3], store.Catalogue.Unavailable.ToArray());
    }

    [Fact]
    public async Task The_items_of_an_attribute_follow_every_change()
    {
        await using var store = new TestStore();
        var random = new Random(4);
        var expected = Enumerable.Range(0, 3).Select(static _ => new SortedSet<int>()).ToArray();
        await store.Catalogue.PutItems([.. Enumerable.Range(0, 12).Select(static n => new CatalogueItem($"i{n}", []))], Cancellation);
        await store.Catalogue.PutItems([new("none", ["a0", "a1", "a2"])], Cancellation);
        foreach (var items in expected)
            items.Add(12);
        for (var change = 0; change < 60; change++)
        {
            var item = random.Next(12);
            int[] attributes = [.. Enumerable.Range(0, 3).Where(_ => random.Next(2) == 0)];
            await store.Catalogue.PutItems([new($"i{item}", [.. attributes.Select(static a => $"a{a}")])], Cancellation);
            for (var a = 0; a < 3; a++)
                _ = attributes.Contains(a) ? expected[a].Add(item) : expected[a].Remove(item);
        }

        Check(store.Catalogue);
        await store.Reopen();
        Check(store.Catalogue);

        void Check(ICatalogue catalogue)
        {
            for (var a = 0; a < 3; a++)
            {
                Assert.True(catalogue.TryGetAttribute($"a{a}", out var attribute));
                Assert.Equal(expected[a], catalogue.GetItemsWith(attribute).ToArray());
            }

            Assert.False(catalogue.TryGetAttribute("a3", out _));
        }
    }

    [Fact]
    public async Task The_version_rises_with_attributes_and_availability_and_with_nothing_else()
    {
        await using var store = new TestStore();
        var versions = new List<long> { store.Catalogue.Version };
        async Task After(CatalogueItem item)
        {
            await store.Catalogue.PutItems([item], Cancellation);
            versions.Add(store.Catalogue.Version);
        }

        await After(new("tea", ["hot"]));
        await After(new("tea", null, IsAvailable: false));
        await After(new("tea", null));
        await store.Catalogue.GetOrAddItem("rice", Cancellation);
        versions.Add(store.Catalogue.Version);

        Assert.True(versions[0] < versions[1] && versions[1] < versions[2]);
        Assert.Equal([versions[2], versions[2]], versions[3..]);
    }

    [Fact]
    public async Task Items_are_put_all_or_none()
    {
        await using var store = new TestStore();
        var tooLong = new string('x', Limits.IdBytesMax + 1);
        var tooMany = Enumerable.Range(0, Limits.AttributesPerItemMax + 1).Select(static n => $"a{n}").ToArray();

        await Assert.ThrowsAsync<ArgumentException>(
            () => store.Catalogue.PutItems([new("tea", []), new("rice", [tooLong])], Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(
            () => store.Catalogue.PutItems([new("tea", []), new("rice", tooMany)], Cancellation));

        Assert.Equal(0, store.Catalogue.Count);
    }

    [Fact]
    public async Task Readers_always_see_whole_entries_while_items_are_added()
    {
        await using var store = new TestStore();
        var adding = Task.Run(
            async () =>
            {
                for (var n = 0; n < 2000; n += 20)
                {
                    await store.Catalogue.PutItems(
                        [.. Enumerable.Range(n, 20).Select(static i => new CatalogueItem($"item{i}", [$"attribute{i}"]))], Cancellation);
                }
            },
            Cancellation);
        var seen = 0;
        while (seen < 2000)
        {
            seen = store.Catalogue.Count;
            if (seen > 0)
                Assert.Equal($"item{seen - 1}", store.Catalogue.GetItemId(seen - 1));
            if (adding.IsFaulted)
                break;
        }

        await adding;
        Assert.Equal(["attribute1999"], Texts(store.Catalogue, "item1999"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task An_integer_that_is_not_of_the_catalogue_is_refused(int item)
    {
        await using var store = new TestStore();
        await store.Catalogue.GetOrAddItem("tea", Cancellation);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Catalogue.GetItemId(item));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Catalogue.GetAttributes(item));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Catalogue.GetAttribute(item));
    }

    private static IEnumerable<string> Texts(ICatalogue catalogue, string itemId)
    {
        Assert.True(catalogue.TryGetItem(itemId, out var item));
        return catalogue.GetAttributes(item).Select(catalogue.GetAttribute);
    }
}
