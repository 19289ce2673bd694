using S3Rec.Model.Training;

namespace S3Rec.Model.Tests.Training;

public sealed class PrefetchTests
{
    [Fact]
    public void Elements_come_in_order() =>
        Assert.Equal(Enumerable.Range(0, 1000), Prefetch.Ahead(Enumerable.Range(0, 1000)));

    [Fact]
    public void A_failing_source_fails_the_consumer_after_what_was_ready()
    {
        static IEnumerable<int> Source()
        {
            yield return 1;
            throw new FormatException("no more");
        }

        var received = new List<int>();
        var error = Assert.Throws<InvalidOperationException>(() => received.AddRange(Prefetch.Ahead(Source())));
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public void Leaving_early_ends_the_producer()
    {
        var produced = 0;
        IEnumerable<int> Endless()
        {
            while (true)
            {
                yield return ++produced;
            }
        }

        Assert.Equal(1, Prefetch.Ahead(Endless()).First());
        var after = produced;
        Assert.Equal(after, produced);
        Assert.InRange(after, 1, 6);
    }
}
