using S3Rec.Model.Network;
using S3Rec.Model.Tests.Training;
using S3Rec.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Tests.Network;

public sealed class SoftmaxLossTests : IDisposable
{
    private const int Items = 30;
    private const int Positions = 17;
    private const int Width = 8;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _encoded;
    private readonly Tensor _table;
    private readonly Tensor _targets;

    public SoftmaxLossTests()
    {
        manual_seed(5);
        _encoded = randn(Positions, Width, requires_grad: true);
        _table = randn(Items + 2, Width, requires_grad: true);
        _targets = randint(1, Items + 1, Positions, int64);
    }

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(Items - 1)]
    [InlineData(5 * Items)]
    [InlineData(1_000_000)]
    public void In_pieces_of_any_size_it_is_the_cross_entropy_over_the_items(long logitsMax)
    {
        var (expected, ofEncoded, ofTable) = Reference();
        var loss = SoftmaxLoss.Full(_encoded, _table, _targets, logitsMax);
        Assert.Equal(expected, loss.ToDouble(), 1e-5);

        // Any number of times the loss has as many times the gradients.
        (loss * 3).backward();
        AssertClose(ofEncoded, _encoded.grad! / 3);
        AssertClose(ofTable, _table.grad! / 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void A_sample_of_every_item_once_gives_the_whole_cross_entropy(long logitsMax)
    {
        var (expected, ofEncoded, ofTable) = Reference();
        var rows = arange(1, Items + 1, int64);
        var loss = Sampled(rows, zeros(Items), logitsMax);
        Assert.Equal(expected, loss.ToDouble(), 1e-5);

        loss.backward();
        AssertClose(ofEncoded, _encoded.grad!);
        AssertClose(ofTable, _table.grad!);
    }

    [Fact]
    public void The_sum_under_a_sampled_softmax_is_right_in_expectation()
    {
        // exp(loss) of one position is the sum over the exponential of the target's score.
        using var noGrad = no_grad();
        var sampler = new ItemSampler(Habits.Circle(), size: 4);
        var random = new Random(9);
        var (encoded, target) = (randn(1, Width), tensor(new long[] { 3 }));
        var table = randn(Habits.ItemCount + 2, Width) * 0.5;
        var expected = Math.Exp(SoftmaxLoss.Full(encoded, table, target, 1000).ToDouble());
        const int draws = 4000;
        double sum = 0, sumOfSquares = 0;
        for (var i = 0; i < draws; i++)
        {
            using var scope = NewDisposeScope();
            var sample = sampler.Draw(random);
            var rows = tensor(sample.Items);
            var value = Math.Exp(SoftmaxLoss.Sampled(
                encoded, table.index_select(0, target), target, table.index_select(0, rows), rows, tensor(sample.LogExpected), 1000).ToDouble());
            (sum, sumOfSquares) = (sum + value, sumOfSquares + value * value);
        }

        var mean = sum / draws;
        var deviationOfMean = Math.Sqrt((sumOfSquares / draws - mean * mean) / draws);
        Assert.Equal(expected, mean, 4 * deviationOfMean);
        Assert.True(deviationOfMean < 0.02 * expected, $"{deviationOfMean} of {expected} decides nothing.");
    }

    [Fact]
    public void A_sampled_target_does_not_stand_against_itself()
    {
        var only = full(1, 7L, int64);
        var loss = SoftmaxLoss.Sampled(
            _encoded.narrow(0, 0, 1), _table.narrow(0, 7, 1), only, _table.narrow(0, 7, 1), only, zeros(1), 1000);
        Assert.Equal(0, loss.ToDouble(), 1e-6);
    }

    private Tensor Sampled(Tensor rows, Tensor logExpected, long logitsMax) => SoftmaxLoss.Sampled(
        _encoded, _table.index_select(0, _targets), _targets, _table.index_select(0, rows), rows, logExpected, logitsMax);

    /// <summary>By the library, all at once.</summary>
    private (double Loss, Tensor OfEncoded, Tensor OfTable) Reference()
    {
        var (encoded, table) = (_encoded.detach().clone().requires_grad_(), _table.detach().clone().requires_grad_());
        var loss = nn.functional.cross_entropy(matmul(encoded, table.narrow(0, 1, Items).t()), _targets - 1);
        loss.backward();
        return (loss.ToDouble(), encoded.grad!, table.grad!);
    }

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.True(expected.allclose(actual, rtol: 1e-4, atol: 1e-6), $"off by {(expected - actual).abs().max().ToDouble()}");
}
