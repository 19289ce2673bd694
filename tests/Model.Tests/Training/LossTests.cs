using System.Text.Json;
using S3Rec.Model.Data;
using S3Rec.Model.Network;
using S3Rec.Model.Tests.Reference;
using S3Rec.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Tests.Training;

/// <summary>What training optimises is what the original does, whatever the batches look like.</summary>
public sealed class LossTests : IDisposable
{
    private static readonly SequenceData Data = Habits.Circle();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_step_of_Adam_moves_the_loss_as_the_originals_does()
    {
        using var network = ReferenceNetwork.Create();
        var learningRate = ReferenceNetwork.Finetune.GetProperty("adam_step").GetProperty("lr").GetDouble();
        using var threads = new SideBySide(1);
        using var optimiser = new Adam([network.Parameters], learningRate, threads);
        var batch = ReferenceFinetuneBatch();
        var loss = Finetuner.Loss(network, batch, new FinetuneOptions { Loss = FinetuneLoss.Bce });
        Assert.Equal(ReferenceNetwork.Finetune.GetProperty("loss").GetDouble(), loss.ToDouble(), 1e-5);

        loss.backward();
        optimiser.Step();

        var after = ReferenceNetwork.Finetune.GetProperty("adam_step").GetProperty("loss_after").GetDouble();
        Assert.Equal(after, Finetuner.Loss(network, batch, new FinetuneOptions { Loss = FinetuneLoss.Bce }).ToDouble(), 1e-5);
    }

    [Fact]
    public void Pretraining_batches_of_the_reference_have_the_joint_loss_of_the_original()
    {
        using var network = ReferenceNetwork.Create();
        using var attributes = ReferenceAttributes();
        var loss = Pretrainer.Loss(network, ReferencePretrainBatch(), attributes, new PretrainOptions());
        Assert.Equal(ReferenceNetwork.Pretrain.GetProperty("joint_loss").GetDouble(), loss.ToDouble(), 2e-5);
    }

    [Fact]
    public void Trimming_changes_no_pretraining_loss()
    {
        using var network = Network();
        using var attributes = new AttributePairs(Data, CPU);
        foreach (var batch in new PretrainBatches(Data, new PretrainOptions(), maxLength: 16, seed: 3).Epoch(0))
        {
            var trimmed = Pretrainer.Loss(network, batch, attributes, new PretrainOptions()).ToDouble();
            var padded = Pretrainer.Loss(network, Pad(batch, 16), attributes, new PretrainOptions()).ToDouble();
            Assert.Equal(padded, trimmed, 1e-4 * batch.Size);
        }
    }

    [Fact]
    public void Published_padded_forms_have_the_same_losses()
    {
        using var network = Network();
        using var attributes = new AttributePairs(Data, CPU);
        var pretrain = new PretrainOptions { BatchSize = 30 };
        foreach (var batch in new PretrainBatches(Data, pretrain, maxLength: 16, seed: 3).PaddedEpoch(0))
        {
            Assert.Equal(16, batch.Length);
            var padded = PaddedForm.Loss(network, batch, attributes, pretrain).ToDouble();
            Assert.Equal(padded, Pretrainer.Loss(network, batch, attributes, pretrain).ToDouble(), 1e-4 * batch.Size);
        }

        var finetune = new FinetuneOptions { Loss = FinetuneLoss.Bce, BatchSize = 30 };
        foreach (var batch in new FinetuneBatches(Data, finetune, maxLength: 16, seed: 3).PaddedEpoch(0))
        {
            Assert.Equal(PaddedForm.BinaryCrossEntropy(network, batch).ToDouble(), Finetuner.Loss(network, batch, finetune).ToDouble(), 1e-5);
        }
    }

    [Fact]
    public void The_padded_form_of_the_reference_has_the_joint_loss_of_the_original()
    {
        using var network = ReferenceNetwork.Create();
        using var attributes = ReferenceAttributes();
        var loss = PaddedForm.Loss(network, ReferencePretrainBatch(), attributes, new PretrainOptions());
        Assert.Equal(ReferenceNetwork.Pretrain.GetProperty("joint_loss").GetDouble(), loss.ToDouble(), 2e-5);
    }

    [Theory]
    [InlineData(FinetuneLoss.Bce)]
    [InlineData(FinetuneLoss.CrossEntropy)]
    public void Trimming_changes_no_finetuning_loss(FinetuneLoss kind)
    {
        using var network = Network();
        var options = new FinetuneOptions { Loss = kind, BatchSize = 5 };
        var batches = new FinetuneBatches(Data, options, maxLength: 16, seed: 3);
        foreach (var batch in batches.Epoch(0))
        {
            var padded = batch with
            {
                Length = 16,
                Inputs = Pad(batch.Inputs, batch.Length, 16),
                Positions = [.. batch.Positions.Select(p => Shift(p, batch.Length, 16))],
            };
            Assert.Equal(Finetuner.Loss(network, padded, options).ToDouble(), Finetuner.Loss(network, batch, options).ToDouble(), 1e-5);
        }
    }

    private static S3RecNetwork Network()
    {
        manual_seed(11);
        return new S3RecNetwork(
            new NetworkOptions { Hidden = 8, MaxLength = 16, Dropout = 0 }, Habits.ItemCount, Data.Vocabulary.AttributeCount);
    }

    private static FinetuneBatch ReferenceFinetuneBatch()
    {
        var finetune = ReferenceNetwork.Finetune;
        long[] Flat(string name) => [.. ReferenceNetwork.Rows(finetune.GetProperty(name)).SelectMany(static r => r)];
        var inputs = Flat("input_ids");
        long[] real = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i] != 0)];
        return new FinetuneBatch(
            3, 6, inputs, real, [.. real.Select(i => Flat("target_pos")[i])], [.. real.Select(i => Flat("target_neg")[i])]);
    }

    private static PretrainBatch ReferencePretrainBatch()
    {
        var pretrain = ReferenceNetwork.Pretrain;
        long[] Flat(string name) => [.. ReferenceNetwork.Rows(pretrain.GetProperty(name)).SelectMany(static r => r)];
        var (masked, positive, negative) = (Flat("masked_items"), Flat("positive_items"), Flat("negative_items"));
        const int mask = ReferenceNetwork.ItemCount + 1;
        long[] hidden = [.. Enumerable.Range(0, masked.Length).Where(i => masked[i] == mask)];
        long[] shown = [.. Enumerable.Range(0, masked.Length).Where(i => masked[i] != mask && masked[i] != 0)];
        var of = ReferenceItemAttributes();
        int Count(long[] positions) => positions.Sum(p => of[positive[p]].Length);
        return new PretrainBatch(
            3, 6, [.. masked, .. Flat("masked_segment_sequence"), .. Flat("positive_segment"), .. Flat("negative_segment")],
            hidden, [.. hidden.Select(i => positive[i])], [.. hidden.Select(i => negative[i])], shown, Count(hidden), Count(shown));
    }

    private static int[][] ReferenceItemAttributes()
    {
        var of = ReferenceNetwork.Pretrain.GetProperty("item_attributes").EnumerateObject()
            .ToDictionary(static p => int.Parse(p.Name, null), static p => p.Value.Deserialize<int[]>()!);
        return [.. Enumerable.Range(0, ReferenceNetwork.ItemCount + 1).Select(i => of.GetValueOrDefault(i, []))];
    }

    private static AttributePairs ReferenceAttributes()
    {
        var vocabulary = new Vocabulary(
            Enumerable.Range(1, ReferenceNetwork.ItemCount).Select(static i => $"item-{i}"),
            Enumerable.Range(1, ReferenceNetwork.AttributeCount).Select(static a => $"attribute-{a}"));
        return new AttributePairs(new SequenceData(vocabulary, [], [], ReferenceItemAttributes()), CPU);
    }

    private static PretrainBatch Pad(PretrainBatch batch, int length) => batch with
    {
        Length = length,
        Inputs = Pad(batch.Inputs, batch.Length, length),
        Hidden = [.. batch.Hidden.Select(p => Shift(p, batch.Length, length))],
        Shown = [.. batch.Shown.Select(p => Shift(p, batch.Length, length))],
    };

    private static long[] Pad(long[] rows, int from, int to) =>
        [.. rows.Chunk(from).SelectMany(row => Enumerable.Repeat(0L, to - from).Concat(row))];

    private static long Shift(long position, int from, int to) => position / from * to + (to - from) + position % from;
}
