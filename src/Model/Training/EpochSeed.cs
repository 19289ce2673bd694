namespace S3Rec.Model.Training;

/// <summary>Every epoch draws its random numbers anew, so that it does not matter whether the epochs before it ran in the same
/// process.</summary>
internal static class EpochSeed
{
    public static int Of(int seed, int epoch) => unchecked(seed * 1_000_003 + epoch);
}
