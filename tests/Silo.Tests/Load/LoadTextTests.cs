using System.Text.Json;
using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

public sealed class LoadTextTests
{
    private static readonly Arrival First = new(TimeSpan.Zero, 0);

    private readonly LoadTally _tally = new(new LoadPlan
    {
        Phases = [new LoadPhase(100, TimeSpan.FromSeconds(2)), new LoadPhase(50, TimeSpan.FromSeconds(1))],
        InFlightMax = 1,
        Count = 1,
    });

    [Fact]
    public void The_table_has_a_row_for_what_there_was_and_none_for_what_there_was_not()
    {
        _tally.List(First, TimeSpan.Zero, TimeSpan.FromMilliseconds(2), isShort: true);
        _tally.NotAnswered(First, TimeSpan.Zero, TimeSpan.FromMilliseconds(1), LoadAnswer.Refused("HTTP 429"));
        _tally.Unsent(new Arrival(TimeSpan.FromSeconds(2.5), 1));
        _tally.Broken("a promise", "an example");

        var text = string.Join('\n', LoadText.Lines(Report()));

        Assert.Contains("100 intended per second for 2 s: 0.5 answered per second", text, StringComparison.Ordinal);
        Assert.Contains("lists                     1      2.000      2.000", text, StringComparison.Ordinal);
        Assert.Contains("  refused: HTTP 429  1", text, StringComparison.Ordinal);
        Assert.Contains("  short: 1 lists", text, StringComparison.Ordinal);
        Assert.Contains("  unsent: 1 found no free place", text, StringComparison.Ordinal);
        Assert.Contains("BROKEN 1 times: a promise. First: an example.", text, StringComparison.Ordinal);
        Assert.Contains("         0          1          1          0      2.0", text, StringComparison.Ordinal);
        Assert.Contains("         2          0          0          1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("pairs", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)] // A failure.
    [InlineData(false, true, false)] // A broken promise.
    public void A_run_is_sound_without_failures_and_broken_promises(bool fails, bool breaks, bool expected)
    {
        _tally.List(First, TimeSpan.Zero, TimeSpan.Zero, isShort: false);
        _tally.NotAnswered(First, TimeSpan.Zero, TimeSpan.Zero, LoadAnswer.Refused("HTTP 429"));
        if (fails)
            _tally.NotAnswered(First, TimeSpan.Zero, TimeSpan.Zero, LoadAnswer.Failed("HTTP 500"));
        if (breaks)
            _tally.Broken("a promise", "an example");

        Assert.Equal(expected, Report().IsSound);
    }

    [Fact]
    public void A_run_without_an_answer_is_not_sound() => Assert.False(Report().IsSound);

    [Fact]
    public void The_file_has_the_figures_and_the_conditions()
    {
        _tally.List(First, TimeSpan.Zero, TimeSpan.FromMilliseconds(2), isShort: false);

        var json = JsonSerializer.Deserialize<JsonElement>(Report().ToJson());

        Assert.Equal(2, json.GetProperty("total").GetProperty("lists").GetProperty("p99Ms").GetDouble(), 0.01);
        Assert.Equal(3, json.GetProperty("seconds").GetArrayLength());
        Assert.Equal(Environment.ProcessorCount, json.GetProperty("machine").GetProperty("cores").GetInt32());
    }

    private LoadReport Report() => LoadReport.Of(
        MachineConditions.Read(), "settings", _tally, null, new ProcessUse(1, 2, 3), null);
}
