using S3Rec.Silo.Load;

namespace S3Rec.Silo.Tests.Load;

public sealed class ArrivalScheduleTests
{
    [Fact]
    public void Constant_arrivals_stand_at_equal_gaps_phase_after_phase()
    {
        var arrivals = ArrivalSchedule.Of(Plan(isPoisson: false, seed: 1, (10, 0.3), (2, 1)));

        Assert.Equal(
            [(0, 0), (100, 0), (200, 0), (300, 1), (800, 1)],
            arrivals.Select(static arrival => ((int)Math.Round(arrival.At.TotalMilliseconds), arrival.Phase)));
    }

    [Fact]
    public void Poisson_gaps_have_the_mean_and_the_deviation_of_independent_arrivals()
    {
        double[] times = [.. ArrivalSchedule.Of(Plan(isPoisson: true, seed: 7, (1000, 100))).Select(static a => a.At.TotalSeconds)];
        double[] gaps = [.. times.Zip(times.Skip(1), static (a, b) => b - a)];
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));

        // The count deviates by its root, 0.3 %; four deviations are allowed.
        Assert.InRange(times.Length, 100_000 - 1265, 100_000 + 1265);
        Assert.InRange(mean, 0.00098, 0.00102);
        Assert.InRange(deviation / mean, 0.98, 1.02);
    }

    [Fact]
    public void The_same_seed_intends_the_same_starts()
    {
        var arrivals = ArrivalSchedule.Of(Plan(isPoisson: true, seed: 3, (500, 1)));

        Assert.Equal(arrivals, ArrivalSchedule.Of(Plan(isPoisson: true, seed: 3, (500, 1))));
        Assert.NotEqual(arrivals, ArrivalSchedule.Of(Plan(isPoisson: true, seed: 4, (500, 1))));
    }

    private static LoadPlan Plan(bool isPoisson, int seed, params (double Rate, double Seconds)[] phases) => new()
    {
        Phases = [.. phases.Select(static phase => new LoadPhase(phase.Rate, TimeSpan.FromSeconds(phase.Seconds)))],
        InFlightMax = 1,
        Count = 1,
        IsPoisson = isPoisson,
        Seed = seed,
    };
}
