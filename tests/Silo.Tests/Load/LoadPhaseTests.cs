using S3Rec.Silo.Commands;
using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

public sealed class LoadPhaseTests
{
    [Fact]
    public void Phases_are_rates_and_durations_in_the_order_given() =>
        Assert.Equal(
            [
                new LoadPhase(1000, TimeSpan.FromSeconds(20)),
                new LoadPhase(20000, TimeSpan.FromMinutes(1)),
                new LoadPhase(0.5, TimeSpan.FromMilliseconds(1500)),
            ],
            LoadPhase.ParseAll("1000:20s,20000:1m,0.5:1500ms"));

    [Theory]
    [InlineData("")]
    [InlineData("1000")]
    [InlineData("1000:")]
    [InlineData("1000:20")]
    [InlineData("0:20s")]
    [InlineData("-5:20s")]
    [InlineData("NaN:20s")]
    [InlineData("2000000:20s")]
    [InlineData("1000:0s")]
    [InlineData("1000:-1s")]
    [InlineData("1000:61m")]
    [InlineData("1000:20s,")]
    [InlineData("1000:20s;2000:20s")]
    [InlineData("1000:59m,1000:59m")]
    public void What_is_no_phase_is_refused_as_bad_input(string text)
    {
        var error = Assert.Throws<CommandException>(() => LoadPhase.ParseAll(text));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains("--phases", error.Message, StringComparison.Ordinal);
    }
}
