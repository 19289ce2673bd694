using CsCheck;
using S3Rec.Model.Data;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

public sealed class NegativesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-negatives-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Negatives_are_different_items_that_the_user_never_took() =>
        Gen.Select(Gen.Int[1, 12].Array[1, 15].Array[1, 6], Gen.Int[1, 8], Gen.Enum<NegativesBy>(), Gen.Int).Sample(
            (sequences, count, by, seed) =>
            {
                var data = Data(sequences, itemCount: 20);

                var negatives = Negatives.Draw(data, new NegativesOptions { Count = count, By = by, Seed = seed }).ToArray();

                Assert.Equal(sequences.Length, negatives.Length);
                Assert.All(negatives, rows => Assert.Equal(count, rows.Distinct().Count()));
                Assert.All(negatives, rows => Assert.All(rows, row => Assert.InRange(row, 1, 20)));
                Assert.All(negatives.Zip(sequences), static pair => Assert.Empty(pair.First.Intersect(pair.Second)));
            });

    [Fact]
    public void Each_item_is_as_likely_or_as_likely_as_it_is_popular()
    {
        // Items 1, 2 and 3 have 1, 2 and 7 interactions; 20,000 users with item 4 alone draw one of the three each.
        int[][] takers = [[1, 2, 2, 3, 3, 3, 3, 3, 3, 3]];
        int[][] sequences = [.. takers, .. Enumerable.Repeat<int[]>([4], 20_000)];

        AssertShares([1 / 3.0, 1 / 3.0, 1 / 3.0], NegativesBy.Uniform);
        AssertShares([0.1, 0.2, 0.7], NegativesBy.Popularity);

        void AssertShares(double[] expected, NegativesBy by)
        {
            var options = new NegativesOptions { Count = 1, By = by, Seed = 7 };
            // The first user has taken items 1 to 3, and is left item 4.
            var drawn = Negatives.Draw(Data(sequences, itemCount: 4), options).Skip(1).SelectMany(static rows => rows).ToArray();
            for (var row = 1; row <= 3; row++)
                Assert.Equal(expected[row - 1], drawn.Count(item => item == row) / (double)drawn.Length, tolerance: 0.02);
        }
    }

    [Fact]
    public void Both_ways_to_draw_by_popularity_draw_the_same_distribution()
    {
        // Nearly all weight is on item 5, which most users took: rejection gives up and the pass over the catalogue takes over.
        int[][] sequences = [[.. Enumerable.Repeat(5, 1_000_000), 1, 2, 2, 2], .. Enumerable.Repeat<int[]>([5], 5_000)];

        var options = new NegativesOptions { Count = 1, By = NegativesBy.Popularity };
        var drawn = Negatives.Draw(Data(sequences, itemCount: 6), options).Skip(1).ToArray();
        var first = drawn.CountBy(static rows => rows[0]).ToDictionary();

        Assert.Equal(0.75, first[2] / (double)drawn.Length, tolerance: 0.03);
        Assert.Equal(0.25, first[1] / (double)drawn.Length, tolerance: 0.03);
    }

    [Fact]
    public void The_seed_decides()
    {
        var data = Data([[1, 2], [3]], itemCount: 100);

        Assert.Equal(Drawn(1), Drawn(1));
        Assert.NotEqual(Drawn(1), Drawn(2));

        IEnumerable<int[]> Drawn(int seed) => Negatives.Draw(data, new NegativesOptions { Count = 10, Seed = seed });
    }

    [Fact]
    public void A_user_who_took_nearly_everything_is_named()
    {
        var error = Assert.Throws<DataFormatException>(
            () => Negatives.Draw(Data([[1, 2, 3]], itemCount: 5), new NegativesOptions { Count = 3 }).ToArray());

        Assert.Equal(
            "User 'u0' has taken 3 of 5 items, so 3 negatives cannot be drawn. Ask for 2 or fewer.", error.Message);
    }

    [Fact]
    public void The_file_loads_and_is_not_overwritten()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "Shop.txt"), "ann a b\nbob c d\n");
        var options = new NegativesOptions { Count = 2 };
        var progress = new Progress();

        Assert.Equal(2, Write());
        var data = DataSet.Load(_folder.FullName, "Shop");
        var negatives = DataSet.LoadNegatives(_folder.FullName, "Shop", data);
        Assert.Equal([[3, 4], [1, 2]], negatives.Select(static rows => rows.Order().ToArray()));
        Assert.Equal(1, progress.Reports[^1].Fraction);
        var again = Assert.Throws<DataFormatException>(() => Write());
        Assert.Contains("Shop_sample.txt is there already", again.Message, StringComparison.Ordinal);

        int Write() => Negatives.Write(_folder.FullName, "Shop", options, progress, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_draw_that_fails_leaves_nothing()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "Shop.txt"), "ann a b\nbob a b c d\n");

        Assert.Throws<DataFormatException>(() => Negatives.Write(
            _folder.FullName, "Shop", new NegativesOptions { Count = 2 }, new Progress(), TestContext.Current.CancellationToken));
        Assert.Equal(["Shop.txt"], Directory.GetFileSystemEntries(_folder.FullName).Select(Path.GetFileName));
    }

    private static SequenceData Data(int[][] sequences, int itemCount) => new(
        new Vocabulary(Enumerable.Range(1, itemCount).Select(static item => $"{item}"), []),
        [.. sequences.Select(static (_, user) => $"u{user}")],
        sequences,
        [.. Enumerable.Repeat<int[]>([], itemCount + 1)]);
}
