using S3Rec.Model.Training;

namespace S3Rec.Model.Tests.Training;

public sealed class SideBySideTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Each_thread_does_its_part_of_each_piece_of_work(int count)
    {
        using var threads = new SideBySide(count);
        var (done, on) = (new int[count], new int[count]);
        for (var i = 0; i < 100; i++)
        {
            threads.Run(part =>
            {
                done[part]++;
                on[part] = Environment.CurrentManagedThreadId;
            });
            Assert.All(done, n => Assert.Equal(i + 1, n));
        }

        Assert.Equal(count, on.Distinct().Count());
        Assert.Equal(Environment.CurrentManagedThreadId, on[0]);
    }

    [Fact]
    public void Work_that_fails_on_any_thread_fails_the_caller_and_the_next_goes_on()
    {
        using var threads = new SideBySide(3);
        var error = Assert.Throws<FormatException>(
            () => threads.Run(static part => _ = part == 0 ? 0 : throw new FormatException($"{part}")));
        Assert.Equal("1", error.Message);

        var done = new bool[3];
        threads.Run(part => done[part] = true);
        Assert.All(done, Assert.True);
    }
}
