using S3Rec.Model.Training;
using Xunit;

namespace S3Rec.Model.Tests.Training;

public class LengthBucketsTests
{
    private static readonly int[] Lengths = RandomLengths(5000);

    [Theory, InlineData(true), InlineData(false)]
    public void Every_example_is_in_one_batch(bool byItems)
    {
        var batches = Shuffle(byItems, Lengths, batchSize: 32);

        Assert.Equal(Enumerable.Range(0, Lengths.Length), batches.SelectMany(static b => b).Order());
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Lengths_in_a_batch_differ_little(bool byItems)
    {
        var batches = Shuffle(byItems, Lengths, batchSize: 32);

        var padded = batches.Sum(static b => b.Length * b.Max(static e => Lengths[e]));
        Assert.True(padded < 1.1 * Lengths.Sum(), $"{padded} positions hold {Lengths.Sum()} items");
    }

    [Theory, InlineData(3200), InlineData(3201), InlineData(5000), InlineData(6401)]
    public void Batches_by_items_hold_about_as_many_items_each(int count)
    {
        var lengths = RandomLengths(count);

        var batches = Shuffle(byItems: true, lengths, batchSize: 32);

        var mean = 32 * lengths.Average();
        Assert.All(batches, b => Assert.InRange(b.Sum(e => lengths[e]), mean, (2 * mean) + lengths.Max()));
        Assert.InRange(batches.Length, 0.85 * lengths.Length / 32, lengths.Length / 32.0);
    }

    [Fact]
    public void Batches_by_count_hold_as_many_examples_each()
    {
        var batches = Shuffle(byItems: false, Lengths[..3200], batchSize: 32);

        Assert.All(batches, static b => Assert.Equal(32, b.Length));
    }

    [Fact]
    public void Fewer_items_than_a_batch_wants_make_one_batch()
    {
        var batch = Assert.Single(Shuffle(byItems: true, [3, 1, 2], batchSize: 64));

        Assert.Equal([0, 1, 2], batch.Order());
    }

    [Theory, InlineData(true), InlineData(false)]
    public void No_examples_make_no_batches(bool byItems) => Assert.Empty(Shuffle(byItems, [], batchSize: 64));

    private static int[][] Shuffle(bool byItems, int[] lengths, int batchSize) => byItems
        ? LengthBuckets.ShuffleByItems(lengths, batchSize, new Random(7))
        : LengthBuckets.ShuffleByCount(lengths, batchSize, new Random(7));

    /// <summary>Most are short, some are fifty, as in shops.</summary>
    private static int[] RandomLengths(int count)
    {
        var random = new Random(42);
        return [.. Enumerable.Range(0, count).Select(_ => (int)Math.Min(50, 1 - (4 * Math.Log(1 - random.NextDouble()))))];
    }
}
