namespace S3Rec.Model.Training.Benchmark;

/// <summary>What a phase of training costs on this machine.</summary>
/// <param name="Data">The name of the data set.</param>
/// <param name="Phase">Which.</param>
/// <param name="BatchSize">Sequences per step; null where nothing is trained.</param>
/// <param name="Device">Where it ran: "cpu" or "cuda".</param>
/// <param name="Threads">Processor threads.</param>
/// <param name="Steps">Steps measured; blocks of users for an evaluation count as one.</param>
/// <param name="StepsPerEpoch">Steps of a whole epoch.</param>
/// <param name="StepsPerSecond">Measured.</param>
/// <param name="RealTokensPerSecond">Positions that hold an item, per second: of prefixes, sequences or histories, each counted
/// once however many passes read it.</param>
/// <param name="EpochSeconds">One pass over the data, without validation.</param>
/// <param name="IsExtrapolated">False when that is measured on a whole epoch; true when it is taken from the measured steps, which
/// are spread evenly over the lengths of batches.</param>
/// <param name="MatrixGflops">1e9 operations per second in matrix products the phase cannot do without.</param>
/// <param name="MachineGflops">What the machine reached on matrix products alone in the same run, with libtorch.</param>
/// <param name="PaddedEpochSeconds">The padded form, extrapolated; null where there is none to compare with.</param>
/// <param name="PeakBytes">Largest memory of the process before the padded form was measured, libraries and data included; on a
/// GPU that of the host.</param>
public sealed record TrainingBenchmarkResult(
    string Data, BenchmarkPhase Phase, int? BatchSize, string Device, int Threads, int Steps, int StepsPerEpoch, double StepsPerSecond,
    double RealTokensPerSecond, double EpochSeconds, bool IsExtrapolated, double MatrixGflops, double MachineGflops,
    double? PaddedEpochSeconds, long PeakBytes)
{
    /// <summary>Share of the machine's matrix-product rate, 0 to about 1: an evaluation uses kernels of its own, which can pass 1.</summary>
    public double ShareOfMachine => MatrixGflops / MachineGflops;

    /// <summary>How many times as long the padded form takes; null where there is none.</summary>
    public double? RatioToPadded => PaddedEpochSeconds / EpochSeconds;
}

/// <summary>What to measure.</summary>
public enum BenchmarkPhase
{
    /// <summary>The four objectives.</summary>
    Pretrain,

    /// <summary>Next-item prediction with one negative.</summary>
    Bce,

    /// <summary>Next-item prediction over the whole catalogue.</summary>
    CrossEntropy,

    /// <summary>Ranking all test targets.</summary>
    Evaluate,
}
