namespace S3Rec.Silo.Load;

/// <summary>A request that ought to start.</summary>
/// <param name="At">When, from the start of the load.</param>
/// <param name="Phase">The index of its phase.</param>
internal readonly record struct Arrival(TimeSpan At, int Phase);

/// <summary>When the requests of an open loop ought to start. Nothing of it depends on the answers: that is what keeps a slow
/// server from hiding its queue.</summary>
internal static class ArrivalSchedule
{
    public static IEnumerable<Arrival> Of(LoadPlan plan)
    {
        var random = new Random(plan.Seed);
        var begin = TimeSpan.Zero;
        for (var phase = 0; phase < plan.Phases.Count; phase++)
        {
            var (rate, duration) = (plan.Phases[phase].RatePerSecond!.Value, plan.Phases[phase].Duration);
            var offsets = plan.IsPoisson ? Poisson(random, rate) : Constant(rate);
            foreach (var seconds in offsets.TakeWhile(seconds => seconds < duration.TotalSeconds))
                yield return new Arrival(begin + TimeSpan.FromSeconds(seconds), phase);
            begin += duration;
        }
    }

    private static IEnumerable<double> Constant(double rate)
    {
        for (long i = 0; ; i++)
            yield return i / rate;
    }

    private static IEnumerable<double> Poisson(Random random, double rate)
    {
        for (var seconds = 0.0; ; )
        {
            seconds -= Math.Log(1 - random.NextDouble()) / rate;
            yield return seconds;
        }
    }
}
