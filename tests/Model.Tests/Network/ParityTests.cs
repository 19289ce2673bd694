using System.Text.Json;
using S3Rec.Model.Network;
using S3Rec.Model.Tests.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Tests.Network;

/// <summary>The network against the original implementation: 1e-5 on outputs and losses, 1e-4 on gradients.</summary>
public sealed class ParityTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly S3RecNetwork _network = ReferenceNetwork.Create();

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Encodes_as_the_original_does()
    {
        var finetune = ReferenceNetwork.Finetune;
        var inputs = ReferenceNetwork.Rows(finetune.GetProperty("input_ids"));
        var encoded = Floats(_network.Encode(Rows(inputs), causal: true));
        var expected = ReferenceNetwork.Tensor(finetune.GetProperty("sequence_output")).Values;

        for (var position = 0; position < expected.Length / 8; position++)
        {
            if (inputs[position / 6][position % 6] != 0)
            {
                AssertClose(expected.AsSpan(position * 8, 8), encoded.AsSpan(position * 8, 8), 1e-5);
            }
        }
    }

    [Fact]
    public void Scores_the_whole_catalogue_as_the_original_does()
    {
        var finetune = ReferenceNetwork.Finetune;
        var encoded = _network.Encode(Rows(finetune.GetProperty("input_ids")), causal: true);
        var scores = matmul(encoded.select(1, 5), _network.ItemEmbeddings.t());
        AssertClose(ReferenceNetwork.Tensor(finetune.GetProperty("full_scores_last_position")).Values, Floats(scores), 1e-5);
    }

    [Fact]
    public void Finetuning_has_the_loss_and_the_gradients_of_the_original()
    {
        var finetune = ReferenceNetwork.Finetune;
        var loss = FinetuningLoss();
        Assert.Equal(finetune.GetProperty("loss").GetDouble(), loss.ToDouble(), 1e-5);

        loss.backward();
        AssertGradients(finetune.GetProperty("gradients"));
    }

    [Fact]
    public void Pretraining_has_the_four_losses_and_the_gradients_of_the_original()
    {
        var pretrain = ReferenceNetwork.Pretrain;
        var expected = pretrain.GetProperty("losses");
        var weights = pretrain.GetProperty("weights");
        var losses = PretrainingLosses(pretrain);
        var joint = zeros(1).squeeze();
        foreach (var (name, loss) in losses)
        {
            // 1e-5 of a sum of some twenty terms, in float32.
            Assert.Equal(expected.GetProperty(name).GetDouble(), loss.ToDouble(), 2e-5);
            joint += loss * weights.GetProperty(name).GetDouble();
        }

        Assert.Equal(pretrain.GetProperty("joint_loss").GetDouble(), joint.ToDouble(), 2e-5);
        joint.backward();
        AssertGradients(pretrain.GetProperty("gradients"));
    }

    [Fact]
    public void A_batch_trimmed_to_its_longest_sequence_encodes_the_same()
    {
        var full = _network.Encode(Rows([[0, 0, 0, 3, 7, 2], [0, 0, 0, 0, 0, 9]]), causal: true);
        var trimmed = _network.Encode(Rows([[3, 7, 2], [0, 0, 9]]), causal: true);
        AssertClose(Floats(full.select(1, 5)), Floats(trimmed.select(1, 2)), 1e-6);
    }

    [Fact]
    public void Sequences_wanted_for_their_last_position_only_encode_the_same()
    {
        var items = Rows([[0, 3, 7, 2], [1, 2, 3, 4], [0, 0, 0, 9], [5, 6, 11, 8]]);
        var all = _network.Encode(items, causal: false);
        var (whole, lasts) = _network.EncodeWholeAndLast(
            _network.ItemEmbeddings.index_select(0, items.view(-1)), items, wholeCount: 1);
        AssertClose(Floats(all.narrow(0, 0, 1)), Floats(whole), 1e-6);
        AssertClose(Floats(all.narrow(0, 1, 3).select(1, 3)), Floats(lasts), 1e-6);
    }

    [Fact]
    public void A_sequence_longer_than_the_encoder_is_an_error_that_prints_both_sizes()
    {
        var error = Assert.Throws<ArgumentException>(() => _network.Encode(zeros(1, 7, int64), causal: true));
        Assert.Contains("(1, 7)", error.Message, StringComparison.Ordinal);
        Assert.Contains("T ≤ 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_shape_are_an_error_that_prints_both_shapes()
    {
        using var other = new S3RecNetwork(ReferenceNetwork.Options, itemCount: 11, ReferenceNetwork.AttributeCount);
        var error = Assert.Throws<ArgumentException>(() => NetworkWeights.Import(other, ReferenceNetwork.Weights));
        Assert.Equal("The weight 'item_embeddings.weight' has shape (12, 8); the network needs shape (13, 8).", error.Message);
    }

    [Fact]
    public void Exported_weights_are_the_imported_ones_under_the_published_names()
    {
        var exported = NetworkWeights.Export(_network);
        Assert.Equal(ReferenceNetwork.Weights.Keys.Order(), exported.Keys.Order());
        Assert.All(exported, w => Assert.Equal(ReferenceNetwork.Weights[w.Key].Values, w.Value.Values));
    }

    private Tensor FinetuningLoss()
    {
        var finetune = ReferenceNetwork.Finetune;
        var inputs = Rows(finetune.GetProperty("input_ids"));
        var real = inputs.ne(0).view(-1).nonzero().squeeze(1);
        var encoded = _network.Encode(inputs, causal: true).view(-1, 8).index_select(0, real);
        Tensor Embed(string name) =>
            _network.ItemEmbeddings.index_select(0, Rows(finetune.GetProperty(name)).view(-1).index_select(0, real));

        return Objectives.BinaryCrossEntropy(encoded, Embed("target_pos"), Embed("target_neg"));
    }

    private Dictionary<string, Tensor> PretrainingLosses(JsonElement pretrain)
    {
        var attributesOfItem = pretrain.GetProperty("item_attributes").EnumerateObject()
            .ToDictionary(static p => int.Parse(p.Name, null), static p => p.Value.Deserialize<int[]>()!);
        Tensor Input(string name) => Rows(pretrain.GetProperty(name));

        var masked = Input("masked_items");
        var positive = Input("positive_items").view(-1);
        var encoded = _network.Encode(masked, causal: false).view(-1, 8);
        var isMasked = masked.view(-1).eq(ReferenceNetwork.ItemCount + 1);
        var hidden = isMasked.nonzero().squeeze(1);
        var shown = isMasked.logical_not().logical_and(masked.view(-1).ne(0)).nonzero().squeeze(1);

        Tensor AttributeLoss(Tensor selected, Func<Tensor, Tensor> project)
        {
            var pairs = positive.index_select(0, selected).data<long>().ToArray()
                .SelectMany((item, n) => attributesOfItem[(int)item].Select(a => ((long)n, (long)a))).ToArray();
            return Objectives.Attributes(
                project(encoded.index_select(0, selected)), _network.AttributeEmbeddings,
                tensor(pairs.Select(static p => p.Item1).ToArray()), tensor(pairs.Select(static p => p.Item2).ToArray()));
        }

        Tensor Embed(Tensor rows) => _network.ItemEmbeddings.index_select(0, rows);
        Tensor Segment(string name) => _network.Encode(Input(name), causal: false).select(1, 5);
        return new Dictionary<string, Tensor>
        {
            ["aap"] = AttributeLoss(shown, _network.ProjectForAap),
            ["map"] = AttributeLoss(hidden, _network.ProjectForMap),
            ["mip"] = Objectives.Contrast(
                _network.ProjectForMip(encoded.index_select(0, hidden)),
                Embed(positive.index_select(0, hidden)), Embed(Input("negative_items").view(-1).index_select(0, hidden))),
            ["sp"] = Objectives.Contrast(
                _network.ProjectForSp(Segment("masked_segment_sequence")), Segment("positive_segment"), Segment("negative_segment")),
        };
    }

    private void AssertGradients(JsonElement expected)
    {
        foreach (var gradient in expected.EnumerateObject())
        {
            AssertClose(ReferenceNetwork.Tensor(gradient.Value).Values, Floats(_network.Parameters[gradient.Name].grad!), 1e-4);
        }
    }

    private static Tensor Rows(JsonElement element) => Rows(ReferenceNetwork.Rows(element));

    private static Tensor Rows(int[][] rows) =>
        tensor(rows.SelectMany(static r => r).Select(static i => (long)i).ToArray(), rows.Length, rows[0].Length);

    private static float[] Floats(Tensor values) => values.detach().contiguous().data<float>().ToArray();

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal((double)expected[i], actual[i], tolerance);
        }
    }
}
