using S3Rec.Model.Ranking;

namespace S3Rec.Model.Tests.Ranking;

public sealed class GeluTests
{
    [Fact]
    public void Erf_is_as_accurate_as_stated()
    {
        var worst = 0.0;
        for (var i = -700_000; i <= 700_000; i++)
        {
            var x = i * 1e-5f;
            worst = Math.Max(worst, Math.Abs(Erf(x) - ErrorFunction.Of(x)));
        }

        Assert.InRange(worst, 0, Gelu.ErfErrorMax);
        Assert.Equal([-1f, 1f], [MathF.Round(Erf(float.MinValue), 6), MathF.Round(Erf(float.MaxValue), 6)]);
    }

    [Fact]
    public void Gelu_is_the_same_at_every_width()
    {
        var random = new Random(5);
        float[] values = [.. Enumerable.Range(0, 64).Select(_ => (random.NextSingle() * 12) - 6)];
        float[] four = [.. values], eight = [.. values], sixteen = [.. values];

        Gelu.Apply<Lanes128>(four);
        Gelu.Apply<Lanes256>(eight);
        Gelu.Apply<Lanes512>(sixteen);

        Assert.Equal(four, eight);
        Assert.Equal(four, sixteen);
        Assert.All(values.Zip(four), pair => Assert.Equal(pair.First / 2 * (1 + ErrorFunction.Of(pair.First / Math.Sqrt(2))), pair.Second, 1e-6));
    }

    private static float Erf(float x)
    {
        Span<float> value = stackalloc float[4];
        Gelu.Erf(Lanes128.Broadcast(x)).Store(ref value[0], 0);
        return value[0];
    }
}
