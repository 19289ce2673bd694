using S3Rec.Model.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Tests.Network;

public sealed class DropoutTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Drops_its_share_and_scales_up_the_rest(double share)
    {
        var values = Floats(new Dropout(share).Apply(ones(1_000_003)));
        Assert.All(values.Distinct(), v => Assert.True(v == 0 || v == (float)(1 / (1 - share)), $"{v}"));
        // Five standard deviations of a mean over a million draws.
        Assert.Equal(share, values.Count(static v => v == 0) / (double)values.Length, 5 * Math.Sqrt(share * (1 - share) / 1e6));
    }

    [Fact]
    public void The_lanes_do_not_repeat_each_other_nor_themselves()
    {
        var dropped = Floats(new Dropout(0.5).Apply(ones(1 << 20))).Select(static v => v == 0).ToArray();
        foreach (var distance in (int[])[1, 2, 8, 15, 16, 17, 32, 64, 1024, 3200])
        {
            var same = Enumerable.Range(0, dropped.Length - distance).Count(i => dropped[i] == dropped[i + distance]);
            Assert.Equal(0.5, (double)same / (dropped.Length - distance), 0.003);
        }
    }

    [Fact]
    public void The_same_seed_drops_the_same_and_another_seed_others()
    {
        var dropout = new Dropout(0.5);
        float[] Draw(long seed)
        {
            dropout.Seed(seed);
            return Floats(dropout.Apply(ones(40)));
        }

        var first = Draw(5);
        Assert.NotEqual(first, Floats(dropout.Apply(ones(40))));
        Assert.NotEqual(first, Draw(6));
        Assert.Equal(first, Draw(5));
    }

    [Fact]
    public void What_was_dropped_gets_no_gradient()
    {
        var x = ones(100, requires_grad: true);
        var dropped = new Dropout(0.25).Apply(x);
        dropped.sum().backward();
        Assert.Equal(Floats(dropped), Floats(x.grad!));
    }

    private static float[] Floats(Tensor values) => values.detach().data<float>().ToArray();
}
