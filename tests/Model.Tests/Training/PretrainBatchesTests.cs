using S3Rec.Model.Data;
using S3Rec.Model.Training;
using static TorchSharp.torch;

namespace S3Rec.Model.Tests.Training;

public sealed class PretrainBatchesTests
{
    private static readonly SequenceData Data = Habits.Circle();
    private static readonly int Mask = Data.Vocabulary.MaskRow;

    [Fact]
    public void An_epoch_holds_every_prefix_of_every_training_part_once()
    {
        var expected = Data.Sequences
            .SelectMany(s => Enumerable.Range(1, s.Length - 2).Select(n => string.Join(' ', s[..n])))
            .Order();
        var prefixes = Epoch(new PretrainOptions { BatchSize = 7 }).SelectMany(Examples).Select(static e => string.Join(' ', e.Items));
        Assert.Equal(expected, prefixes.Order());
    }

    [Fact]
    public void A_prefix_longer_than_the_encoder_keeps_to_the_newest_items()
    {
        var batches = new PretrainBatches(Data, new PretrainOptions(), maxLength: 3, seed: 1);
        var newest = Data.Sequences.SelectMany(s =>
        {
            var last = s[..^2].TakeLast(3).ToArray();
            return Enumerable.Range(1, last.Length).Select(n => string.Join(' ', last[..n]));
        });
        Assert.Equal(newest.Order(), batches.Epoch(0).SelectMany(Examples).Select(static e => string.Join(' ', e.Items)).Order());
    }

    [Fact]
    public void The_last_item_is_always_hidden_and_others_by_chance()
    {
        var examples = Epoch(new PretrainOptions { MaskProbability = 0.3 }).SelectMany(Examples).ToArray();
        Assert.All(examples, static e => Assert.Equal(Mask, e.Masked[^1]));
        var others = examples.SelectMany(static e => e.Masked[..^1]).ToArray();
        Assert.InRange(others.Count(static i => i == Mask) / (double)others.Length, 0.2, 0.4);
    }

    [Fact]
    public void A_negative_is_never_an_item_of_the_users_training_part()
    {
        var single = Data with { Users = ["one"], Sequences = [Data.Sequences.MaxBy(static s => s.Length)!] };
        var taken = single.Sequences[0][..^2];
        var batches = new PretrainBatches(single, new PretrainOptions(), maxLength: 50, seed: 1);
        Assert.All(batches.Epoch(0).SelectMany(static b => b.NegativeItems), n => Assert.DoesNotContain((int)n, taken));
    }

    [Fact]
    public void A_segment_is_cut_out_of_one_block_and_stands_alone_in_the_next()
    {
        foreach (var e in Epoch(new PretrainOptions()).SelectMany(Examples).Where(static e => e.Items.Length > 1))
        {
            var cut = Enumerable.Range(0, e.Items.Length).Where(i => e.Without[i] == Mask).ToArray();
            Assert.InRange(cut.Length, 1, e.Items.Length / 2);
            Assert.Equal(cut.Length - 1, cut[^1] - cut[0]);
            for (var i = 0; i < e.Items.Length; i++)
            {
                Assert.Equal(cut.Contains(i) ? Mask : e.Items[i], e.Without[i]);
                Assert.Equal(cut.Contains(i) ? e.Items[i] : Mask, e.Segment[i]);
                Assert.Equal(cut.Contains(i), e.Other[i] != Mask);
            }
        }
    }

    [Fact]
    public void Held_out_items_reach_no_batch_unless_asked_for()
    {
        // Items 11 and 12 are only ever held out.
        var data = Data with { Users = ["a", "b"], Sequences = [[1, 2, 3, 11, 12], [4, 5, 6, 12, 11]] };
        long[] Seen(PretrainOptions options) =>
            [.. Enumerable.Range(0, 50).SelectMany(e => new PretrainBatches(data, options, 50, 1).Epoch(e)).SelectMany(static b => b.Inputs)];

        Assert.DoesNotContain(Seen(new PretrainOptions()), static i => i is 11 or 12);
        Assert.Contains(Seen(new PretrainOptions { UseHeldOutForNegatives = true }), static i => i is 11 or 12);
    }

    [Fact]
    public void Attribute_pairs_name_every_attribute_of_every_selected_item()
    {
        using var scope = NewDisposeScope();
        using var attributes = new AttributePairs(Data, CPU);
        foreach (var batch in Epoch(new PretrainOptions { BatchSize = 7 }))
        {
            AssertPairs(batch.HiddenItems, batch.HiddenAttributes);
            AssertPairs([.. batch.Shown.Select(p => batch.Inputs[p])], batch.ShownAttributes);
        }

        void AssertPairs(long[] items, int count)
        {
            var (positions, rows) = attributes.Of(tensor(items), count);
            var expected = items.SelectMany((item, n) => Data.ItemAttributes[item].Select(a => ((long)n, (long)a)));
            Assert.Equal(expected, positions.data<long>().ToArray().Zip(rows.data<long>().ToArray()));
        }
    }

    [Fact]
    public void The_parts_of_a_batch_hold_its_examples_once_in_equal_numbers()
    {
        var batches = new PretrainBatches(Data, new PretrainOptions { BatchSize = 7 }, 50, seed: 1);
        Assert.All(batches.Epoch(0).Zip(batches.Epoch(0, parts: 3)), static pair =>
        {
            Assert.Equal(Texts([pair.First]), Texts(pair.Second));
            Assert.InRange(pair.Second.Max(static p => p.Size) - pair.Second.Min(static p => p.Size), 0, 1);
        });

        static IEnumerable<string> Texts(IEnumerable<PretrainBatch> parts) =>
            parts.SelectMany(Examples).Select(static e => string.Join(' ', e.Items)).Order();
    }

    [Fact]
    public void The_same_seed_and_epoch_give_the_same_batches_and_another_epoch_others()
    {
        static string Text(IEnumerable<PretrainBatch> batches) => string.Join('|', batches.Select(static b => string.Join(' ', b.Inputs)));
        var batches = new PretrainBatches(Data, new PretrainOptions(), 50, seed: 5);
        Assert.Equal(Text(batches.Epoch(2)), Text(new PretrainBatches(Data, new PretrainOptions(), 50, seed: 5).Epoch(2)));
        Assert.NotEqual(Text(batches.Epoch(2)), Text(batches.Epoch(3)));
    }

    private static IEnumerable<PretrainBatch> Epoch(PretrainOptions options) =>
        new PretrainBatches(Data, options, maxLength: 50, seed: 1).Epoch(0);

    private sealed record Example(long[] Items, long[] Masked, long[] Without, long[] Segment, long[] Other);

    /// <summary>Takes a batch apart again, padding removed, hidden items put back.</summary>
    private static IEnumerable<Example> Examples(PretrainBatch batch)
    {
        var hidden = batch.Hidden.Zip(batch.HiddenItems).ToDictionary();
        for (var b = 0; b < batch.Size; b++)
        {
            var row = Enumerable.Range(b * batch.Length, batch.Length).Where(i => batch.Inputs[i] != Vocabulary.Padding).ToArray();
            long[] Block(int n) => [.. row.Select(i => batch.Inputs[n * batch.Size * batch.Length + i])];
            yield return new Example(
                [.. row.Select(i => hidden.TryGetValue(i, out var item) ? item : batch.Inputs[i])], Block(0), Block(1), Block(2), Block(3));
        }
    }
}
